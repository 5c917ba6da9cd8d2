import { expect, it } from 'vitest';
import { type AccessRules, DEFAULT_ACCESS } from '../../src/state/access.js';
import { LISTENER_NAMES } from '../../src/state/desired-state.js';
import { openToStrangers } from '../../src/state/open-listener.js';

const reader = { role: null, password: 'x', read: ['*'], publish: [] };

it.each<[string, string, Partial<AccessRules>, readonly string[]]>([
  ['on loopback', '127.0.0.1', {}, []],
  ['elsewhere', '0.0.0.0', {}, ['rtsp', 'rtsps', 'rtmp', 'rtmps']],
  ['with readers', '0.0.0.0', { users: new Map([['nvr', reader]]) }, ['rtmp', 'rtmps']],
  [
    'with users of the page',
    '::',
    { users: new Map([['a', { ...reader, role: 'editor', read: [] }]]) },
    ['rtsp', 'rtsps', 'rtmp', 'rtmps'],
  ],
  ['with keys', '10.0.0.1', { ingestKeys: [] }, ['rtsp', 'rtsps']],
  ['on purpose', '0.0.0.0', { open: ['rtsp', 'rtmp'] }, []],
])('listeners that strangers can use: %s', (_how, host, access, expected) => {
  const address = { host, port: 1 };
  const listener = { phase: 'open', requested: address, address, sinceMs: 0 } as const;
  const open = LISTENER_NAMES.filter((name) =>
    openToStrangers(name, listener, { ...DEFAULT_ACCESS, ...access }),
  );
  expect(open).toEqual(expected);
});
