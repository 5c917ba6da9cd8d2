/** `access`, `users` and `tls` at the top of the file: who may use the API and the page. */
export const accessSchemas = {
  access: {
    description: 'Who may use the API and the page over TCP.',
    type: 'object',
    additionalProperties: false,
    problem: 'this is no mapping with token, hosts and metrics',
    remedy: 'Write { token: "${file:/run/secrets/token}" }.',
    properties: {
      token: {
        description:
          'Whoever has it may do everything. Where the API listens beyond loopback and none is given, one is made in the state folder; "kazstreamlink token" prints it.',
        type: 'string',
        pattern: '^[!-~]{16,512}$',
        problem: 'this is no token',
        remedy:
          'Write 16 to 512 letters, digits and marks without spaces, best by a reference such as "${file:/run/secrets/token}".',
        examples: ['${file:/run/secrets/token}'],
        onChange: 'applies live; who came by the old one has to come anew',
      },
      hosts: {
        description:
          'Names by which people reach the page where it needs no token, such as that of a proxy before it. Addresses, localhost and the name of the machine are known.',
        type: 'array',
        maxItems: 32,
        problem: 'this is no list of host names',
        remedy: 'Write [router.example].',
        items: {
          type: 'string',
          pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$',
          problem: 'this is no host name',
          remedy: 'Write it without scheme and port, such as router.example.',
        },
        examples: [['router.example']],
        onChange: 'applies live',
      },
      metrics: {
        description:
          'Whether /metrics needs the token as the rest of the API does (token), or answers anyone (open).',
        enum: ['token', 'open'],
        default: 'token',
        problem: 'this is neither token nor open',
        remedy: 'Write token or open.',
        onChange: 'applies live',
      },
    },
    examples: [{ metrics: 'open' }],
  },
  users: {
    description: 'Who logs in at the page, by name. With users a login is needed on loopback as well.',
    type: 'object',
    maxProperties: 1000,
    problem: 'users are a mapping of names',
    remedy: 'Write { anna: { role: editor, password: "${file:/run/secrets/anna}" } }.',
    propertyNames: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]*$',
      maxLength: 128,
      problem:
        'the name of a user starts with a letter or digit and goes on with letters, digits, ".", "_", "@" and "-"',
      remedy: 'Rename the user.',
    },
    additionalProperties: { $ref: '#/definitions/user' },
    examples: [{ anna: { role: 'editor', password: '${file:/run/secrets/anna}' } }],
  },
  tls: {
    description:
      'Certificate and key for the API and the page, which are then reached by https only, and for "listen.rtsps" and "listen.rtmps". The files are read again when they change.',
    type: 'object',
    required: ['cert', 'key'],
    additionalProperties: false,
    problem: 'this is no mapping with cert and key',
    remedy: 'Write { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }.',
    properties: {
      cert: {
        description:
          'File with the certificate and those between it and the root (PEM), from the folder of the configuration on.',
        type: 'string',
        minLength: 1,
        problem: 'this is no file',
        remedy: 'Write the path of a file.',
        onChange: 'applies to new connections',
      },
      key: {
        description: 'File with the private key (PEM), not encrypted.',
        type: 'string',
        minLength: 1,
        problem: 'this is no file',
        remedy: 'Write the path of a file.',
        onChange: 'applies to new connections',
      },
    },
  },
} as const;

export const userSchema = {
  type: 'object',
  required: ['role', 'password'],
  additionalProperties: false,
  problem: 'a user is a mapping with role and password',
  remedy: 'Write { role: viewer, password: "${file:/run/secrets/anna}" }.',
  properties: {
    role: {
      description:
        'A viewer sees everything but credentials and changes nothing; an editor changes streams and the file.',
      enum: ['viewer', 'editor'],
      problem: 'this is no role',
      remedy: 'Write viewer or editor.',
      onChange: 'applies live',
    },
    password: {
      description:
        'The hash that "kazstreamlink hash-password" prints, or a reference to the password such as "${file:/run/secrets/anna}".',
      type: 'string',
      format: 'password',
      minLength: 8,
      maxLength: 1024,
      problem: 'this is no password',
      remedy:
        'Write what "kazstreamlink hash-password" prints, or a reference to a password of at least 8 characters.',
      onChange: 'applies live; who came by the old one has to come anew',
    },
  },
} as const;
