import { expect, it } from 'vitest';
import { CurrentRules } from '../../src/api/access/current-rules.js';
import { type AccessRules, DEFAULT_ACCESS, type User } from '../../src/state/access.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import { desired } from '../state-samples.js';

const nvr: User = { role: null, password: 'pass word', read: ['*'], publish: [] };
const anna: User = { role: 'editor', password: 'pass word', read: [], publish: [] };
const GUARDED: AccessRules = {
  ...DEFAULT_ACCESS,
  token: 'a token of the file',
  users: new Map([
    ['nvr', nvr],
    ['anna', anna],
  ]),
  ingestKeys: [{ pattern: '*', keys: ['a stream key'] }],
};

it.each<[string, Partial<AccessRules>, boolean]>([
  ['the token', { token: null }, true],
  ['all who read', { users: new Map([['anna', anna]]) }, true],
  ['all who log in', { users: new Map([['nvr', nvr]]) }, true],
  ['the stream keys', { ingestKeys: null }, true],
  ['one key of two', { ingestKeys: [] }, false],
  ['a token for another', { token: 'another token, as long' }, false],
])('a content that may be half a file and lacks %s', (_what, changes, doesWait) => {
  let live: DesiredState = { ...desired(), access: GUARDED };
  const rules = new CurrentRules(() => live);
  expect(rules.now()).toBe(GUARDED);
  const access = { ...GUARDED, ...changes };
  live = { ...live, access, unsettled: { untilMs: Infinity, lastStreams: [], isForAll: false } };
  expect(rules.now()).toBe(doesWait ? GUARDED : access);
  live = { ...live, unsettled: { untilMs: 0, lastStreams: [], isForAll: false } };
  expect(rules.now()).toBe(access);
});
