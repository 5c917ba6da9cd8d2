import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { DEFAULT_LIMITS } from '../../src/state/access.js';
import { serverAccess } from '../../src/state/server-access.js';
import { passwordDigests } from '../../src/util/digest-hash.js';
import { hashPassword } from '../../src/util/password-hash.js';

const HASH = await hashPassword('correct horse');
const values = {
  variable: (name: string) => ({ PW: 'battery staple', PW2: 'long-enough' })[name],
  file: () => ({ ok: false, code: 'ENOENT' }) as const,
};
const read = (text: string) => readConfiguration('f', `version: 1\n${text}\nstreams: {}\n`, values);

function problems(text: string): string[] {
  const answer = read(text);
  return answer.ok
    ? []
    : answer.diagnostics.map(({ code, message, place }) => `${place.line} ${code} ${message}`);
}

describe('access, users and tls', () => {
  it('are read', () => {
    const text = `access: { token: 0123456789abcdef, hosts: [Router.Example], metrics: open, open: [rtsp] }
users:
  anna: { role: editor, password: "${HASH}" }
  wall: { role: viewer, password: "\${PW}" }
tls: { cert: tls.crt, key: /etc/tls/tls.key }`;
    const answer = read(text);
    expect(answer.ok && answer.desired.access).toEqual({
      token: '0123456789abcdef',
      users: new Map([
        ['anna', { role: 'editor', password: HASH, read: [], publish: [] }],
        ['wall', { role: 'viewer', password: 'battery staple', read: [], publish: [] }],
      ]),
      hosts: ['router.example'],
      areMetricsOpen: true,
      tls: { cert: 'tls.crt', key: '/etc/tls/tls.key' },
      ingestKeys: null,
      limits: DEFAULT_LIMITS,
      open: ['rtsp'],
    });
  });

  it('are read for the embedded servers', () => {
    const { md5, sha256 } = passwordDigests('nvr', 'battery staple');
    const answer = read(`users:
  nvr: { read: ["site/*"], password: "$digest$md5=${md5},sha256=${sha256}" }
  guest: { publish: ["guests/*"], password: "\${PW}" }
ingest: { keys: { "live/*": "\${PW2}", "live/a": [12345678a, abcdefgh], "live/open": open } }
access: { limits: { connectionsPerAddress: 5 } }`);
    if (!answer.ok) throw new Error(JSON.stringify(answer.diagnostics));
    const told = serverAccess(answer.desired.access, answer.desired, 'secret');
    expect(told).toEqual({
      secret: 'secret',
      isReadingGuarded: true,
      users: [
        { name: 'nvr', digests: { md5, sha256 }, read: ['site/*'], publish: [] },
        {
          name: 'guest',
          digests: passwordDigests('guest', 'battery staple'),
          read: [],
          publish: ['guests/*'],
        },
      ],
      takenPaths: [...answer.desired.streams.keys()],
      keys: [
        { pattern: 'live/*', keys: ['long-enough'] },
        { pattern: 'live/a', keys: ['12345678a', 'abcdefgh'] },
        { pattern: 'live/open', keys: null },
      ],
      limits: { ...DEFAULT_LIMITS, connectionsPerAddress: 5 },
    });
    expect(serverAccess(answer.desired.access, answer.desired, 'secret')).toBe(told);
  });

  it.each([
    ['access: { token: short }', '2 invalid-value "token": this is no token'],
    ['access: { token: "with some spaces in it" }', '2 invalid-value "token": this is no token'],
    ['access: { hosts: ["http://x"] }', '2 invalid-value "hosts", number 1: this is no host name'],
    ['access: { metrics: yes }', '2 invalid-value "metrics": this is neither token nor open'],
    ['users: { anna: { role: admin, password: "${PW}" } }', '2 invalid-value "role": this is no role'],
    ['users: { anna: { password: "${PW}" } }', expect.stringMatching(/^2 missing-key .*has no right/)],
    [`users: { anna: { read: ["*"], password: "${HASH}" } }`, expect.stringMatching(/^2 unusable-hash /)],
    ['users: { anna: { read: ["a b"], password: "${PW}" } }', expect.stringMatching(/no pattern of a path/)],
    ['ingest: { keys: { "live/*": short } }', expect.stringMatching(/this is no stream key/)],
    ['ingest: { keys: { "live/*": [] } }', expect.stringMatching(/a list of stream keys/)],
    ['access: { limits: { readersPerPath: 0 } }', expect.stringMatching(/this is no count/)],
    ['users: { anna: { role: editor } }', '2 missing-key "password" is missing'],
    [
      'users: { anna: { role: editor, password: battery staple } }',
      expect.stringMatching(/^2 plain-password /),
    ],
    [
      'x: &p battery staple\nusers: { anna: { role: editor, password: *p } }',
      expect.stringMatching(/plain-password /),
    ],
    [
      'users: { anna: { role: editor, password: "${NONE}" } }',
      expect.stringMatching(/^2 unresolved-reference /),
    ],
    [
      'users: { "a b": { role: editor, password: "${PW}" } }',
      expect.stringMatching(/^2 invalid-value the name of a user/),
    ],
    ['tls: { cert: tls.crt }', '2 missing-key "key" is missing'],
  ])('are refused: %s', (text, problem) => {
    const found = problems(text);
    expect(found).toContainEqual(problem);
    expect(found.join()).not.toContain('battery');
  });

  it('is told when a hash is none', () => {
    const mistyped = HASH.slice(0, -30);
    expect(problems(`users: { anna: { role: editor, password: "${mistyped}" } }`).join()).toContain(
      'plain-password',
    );
  });
});

describe('labels', () => {
  it('are read, those of a stream beside those of all', () => {
    const answer = readConfiguration(
      'f',
      'version: 1\ndefaults: { labels: { site: a } }\nstreams: { x: { source: push:x }, y: { source: push:y, labels: { owner: b } } }\n',
    );
    const labels = answer.ok ? [...answer.desired.streams.values()].map((stream) => stream.labels) : [];
    expect(labels).toEqual([{ site: 'a' }, { site: 'a', owner: 'b' }]);
  });

  it.each([
    ['labels: { 1x: a }', 'the name of a label'],
    ['labels: { x: 1 }', 'a label is a text'],
    ['labels: [a]', 'labels are a mapping'],
    [`labels: { x: ${'a'.repeat(129)} }`, 'a label is a text'],
  ])('are refused: %s', (text, problem) => {
    const answer = readConfiguration('f', `version: 1\nstreams: { x: { source: push:x, ${text} } }\n`);
    expect(answer.ok ? '' : answer.diagnostics.map(({ message }) => message).join()).toContain(problem);
  });
});
