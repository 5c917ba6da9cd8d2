import { DEFAULT_LIMITS } from '../state/access.js';

const PATH_PATTERN = '^[A-Za-z0-9._~*-]+(?:/[A-Za-z0-9._~*-]+)*$';

const COUNT = {
  type: 'integer',
  minimum: 1,
  maximum: 1_000_000,
  problem: 'this is no count from 1 to 1000000',
  remedy: 'Write a number such as 1000.',
} as const;

/** `access`, `users`, `ingest` and `tls` at the top of the file: who may use the API, the page and the embedded servers. */
export const accessSchemas = {
  access: {
    description: 'Who may use the API and the page over TCP, and how much strangers may ask of the servers.',
    type: 'object',
    additionalProperties: false,
    problem: 'this is no mapping with token, hosts, metrics, limits and open',
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
      open: {
        description:
          'Embedded servers that are meant to be open to whoever reaches them. It changes nothing but that nobody is warned.',
        type: 'array',
        maxItems: 2,
        problem: 'this is no list of servers',
        remedy: 'Write [rtsp], [rtmp] or [rtsp, rtmp].',
        items: {
          enum: ['rtsp', 'rtmp'],
          problem: 'this is neither rtsp nor rtmp',
          remedy: 'Write rtsp or rtmp.',
        },
        examples: [['rtsp', 'rtmp']],
        onChange: 'applies live',
      },
      limits: {
        description:
          'What one address may ask of each embedded server, and how many may read one path. This machine itself is not limited by its address.',
        type: 'object',
        additionalProperties: false,
        problem: 'this is no mapping of limits',
        remedy: 'Write { connectionsPerAddress: 1000 }.',
        properties: {
          connectionsPerAddress: {
            description: 'Connections at once. Many cameras or players may share one address (NAT).',
            ...COUNT,
            default: DEFAULT_LIMITS.connectionsPerAddress,
            onChange: 'applies to new connections',
          },
          readersPerPath: {
            description: 'Readers of one path of the embedded RTSP server at once.',
            ...COUNT,
            default: DEFAULT_LIMITS.readersPerPath,
            onChange: 'applies to new readers',
          },
          requestsPerSecond: {
            description:
              'Requests of an address before it is known who asks, over time; twice as many at once. More of them wait.',
            ...COUNT,
            default: DEFAULT_LIMITS.requestsPerSecond,
            onChange: 'applies live',
          },
        },
        examples: [{ connectionsPerAddress: 200 }],
      },
    },
    examples: [{ metrics: 'open' }],
  },
  users: {
    description:
      'People and players by name. Who has a role logs in at the page, and then a login is needed on loopback as well. Who has "read" or "publish" comes to the embedded RTSP server.',
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
    examples: [
      {
        anna: { role: 'editor', password: '${file:/run/secrets/anna}' },
        nvr: { read: ['site/*'], password: '${file:/run/secrets/nvr}' },
      },
    ],
  },
  ingest: {
    description: 'Who may push to the embedded RTMP ingest.',
    type: 'object',
    additionalProperties: false,
    problem: 'this is no mapping with keys',
    remedy: 'Write { keys: { "live/*": "${file:/run/secrets/stream-key}" } }.',
    properties: {
      keys: {
        description:
          'Stream keys by patterns of paths. A publisher gives one as the last part of its address (rtmp://host/live/drone-1/KEY) or as ?key=KEY. Of the patterns that fit, the one with the most characters besides "*" counts. As soon as there are keys, a path that fits no pattern is refused, and nobody plays over RTMP.',
        type: 'object',
        maxProperties: 1000,
        problem: 'keys are a mapping of patterns of paths',
        remedy: 'Write { "live/*": "${file:/run/secrets/stream-key}" }.',
        propertyNames: {
          type: 'string',
          pattern: PATH_PATTERN,
          maxLength: 256,
          problem: 'this is no pattern of a path',
          remedy: 'Write a path such as live/drone-1, with "*" for any characters, also "/".',
        },
        additionalProperties: { $ref: '#/definitions/streamKeys' },
        examples: [{ 'live/drone-*': '${file:/run/secrets/drones}', 'live/test': 'open' }],
        onChange: 'applies live; publishers whose key is not right any more are ended',
      },
    },
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

const PATTERNS = {
  type: 'array',
  maxItems: 100,
  problem: 'this is no list of patterns of paths',
  remedy: 'Write ["site/*"], or ["*"] for all.',
  items: {
    type: 'string',
    pattern: PATH_PATTERN,
    maxLength: 256,
    problem: 'this is no pattern of a path',
    remedy: 'Write a path such as site/gate, with "*" for any characters, also "/".',
  },
} as const;

export const userSchema = {
  type: 'object',
  required: ['password'],
  additionalProperties: false,
  problem: 'a user is a mapping with password, and role, read or publish',
  remedy: 'Write { role: viewer, password: "${file:/run/secrets/anna}" }.',
  properties: {
    role: {
      description:
        'At the page. A viewer sees everything but credentials and changes nothing; an editor changes streams and the file. Without it, no login at the page.',
      enum: ['viewer', 'editor'],
      problem: 'this is no role',
      remedy: 'Write viewer or editor.',
      onChange: 'applies live',
    },
    password: {
      description:
        'The hash that "kazstreamlink hash-password" prints, or a reference to the password such as "${file:/run/secrets/anna}". With read or publish: such a reference, or what "kazstreamlink hash-password --digest NAME" prints.',
      type: 'string',
      format: 'password',
      minLength: 8,
      maxLength: 1024,
      problem: 'this is no password',
      remedy:
        'Write what "kazstreamlink hash-password" prints, or a reference to a password of at least 8 characters.',
      onChange: 'applies live; who came by the old one has to come anew',
    },
    read: {
      description:
        'Paths that this user may read at the embedded RTSP server: patterns, in which "*" stands for any characters, also "/". As soon as one user has it, reading needs credentials.',
      ...PATTERNS,
      examples: [['site/*'], ['*']],
      onChange: 'applies live; readers who may no longer are ended',
    },
    publish: {
      description:
        'Paths at which this user may publish over RTSP: patterns as in "read". Paths of streams of the file are never among them.',
      ...PATTERNS,
      examples: [['guests/*']],
      onChange: 'applies live; publishers who may no longer are ended',
    },
  },
} as const;

/** Of one pattern in `ingest.keys`. `if` and not `anyOf`: one mistake has one error. */
export const streamKeysSchema = {
  if: { type: 'array' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    type: 'array',
    minItems: 1,
    maxItems: 100,
    problem: 'a list of stream keys has 1 to 100 of them',
    remedy: 'Write between 1 and 100 references to keys.',
    items: {
      type: 'string',
      pattern: '^[A-Za-z0-9._~-]{8,128}$',
      problem: 'this is no stream key',
      remedy:
        'Write a reference such as "${file:/run/secrets/stream-key}" to 8 to 128 letters, digits, ".", "_", "~" and "-".',
    },
  },
  // "open" is too short for a key.
  else: {
    type: 'string',
    pattern: '^(?:open|[A-Za-z0-9._~-]{8,128})$',
    problem: 'this is no stream key',
    remedy:
      'Write a reference such as "${file:/run/secrets/stream-key}" to 8 to 128 letters, digits, ".", "_", "~" and "-", several as a list, or open.',
  },
} as const;
