import { describe, expect, it } from 'vitest';
import { IngestGate, keysOf } from '../../../src/media-server/rtmp/ingest-gate.js';
import { parsePathName } from '../../../src/media-server/rtmp/path-name.js';
import { DEFAULT_LIMITS } from '../../../src/state/access.js';
import { ownPassword } from '../../../src/state/own-credentials.js';
import type { ServerAccess } from '../../../src/state/server-access.js';

const ACCESS: ServerAccess = {
  secret: 'the secret',
  isReadingGuarded: false,
  users: [],
  takenPaths: [],
  keys: [
    { pattern: 'live/*', keys: ['first-key', 'second-key'] },
    { pattern: 'live/drone-*', keys: ['drone-key'] },
    { pattern: 'live/test', keys: null },
  ],
  limits: DEFAULT_LIMITS,
};
const STRANGER = { address: '192.0.2.7', isOwnMachine: false };
const OWN = { address: '127.0.0.1', isOwnMachine: true };

let nowMs = 0;
function gate(access: ServerAccess | null = ACCESS): IngestGate {
  const made = new IngestGate(() => nowMs);
  if (access !== null) made.use(access);
  return made;
}

function request(app: string, name: string, visitor = STRANGER) {
  const parsed = parsePathName(app, name);
  if (!parsed.ok) throw new Error(parsed.problem);
  return { path: parsed.path, keys: keysOf(app, name), visitor };
}

describe('pushing', () => {
  it.each([
    ['live', 'a/first-key', 'live/a'],
    ['live', 'a?key=second-key', 'live/a'],
    ['live?key=first-key', 'a', 'live/a'],
    ['live/a?key=first-key', '', 'live/a'],
    ['live', 'drone-1/drone-key', 'live/drone-1'],
    ['live', 'test', 'live/test'],
    ['live', 'site/gate/first-key', 'live/site/gate'],
  ])('to %s and %s is for %s', (app, name, path) => {
    expect(gate().publish(request(app, name))).toMatchObject({ ok: true, path });
  });

  it.each([
    ['live', 'a', 'no-key', 'live/a'],
    ['live', 'a/wrong-key', 'wrong-key', 'live/a/***'],
    ['live', 'a?key=wrong-key', 'wrong-key', 'live/a'],
    // The narrower pattern counts.
    ['live', 'drone-1?key=first-key', 'wrong-key', 'live/drone-1'],
    ['live', 'drone-1/first-key', 'wrong-key', 'live/drone-1/***'],
    ['other', 'a', 'no-right', 'other/a'],
    ['other', 'a?key=first-key', 'wrong-key', 'other/a'],
    ['live', 'test/x', 'no-key', 'live/test/***'],
  ])('to %s and %s is refused: %s', (app, name, kind, shownPath) => {
    const answer = gate().publish(request(app, name));
    expect(answer).toMatchObject({ ok: false, kind, shownPath });
    expect(JSON.stringify(answer)).not.toMatch(/wrong-key[^"]|first-key/);
  });

  it('is open without keys, and before anything is said', () => {
    for (const access of [null, { ...ACCESS, keys: null }])
      expect(gate(access).publish(request('x', 'a/b'))).toMatchObject({ ok: true, path: 'x/a/b' });
  });

  it('lets whoever guesses wait, at that name, until the file says something else', () => {
    const one = gate();
    for (let times = 0; times < 6; times++)
      expect(one.publish(request('live', 'a/wrong-key'))).toMatchObject({ kind: 'wrong-key' });
    expect(one.publish(request('live', 'a/first-key'))).toMatchObject({ kind: 'after-failures' });
    expect(one.publish(request('live', 'b/first-key'))).toMatchObject({ ok: true });
    nowMs += 2_000;
    expect(one.publish(request('live', 'a/first-key'))).toMatchObject({ ok: true });
  });

  it('ends with its key', () => {
    const one = gate();
    const admission = one.publish(request('live', 'a/first-key'));
    if (!admission.ok) throw new Error('refused');
    one.use({ ...ACCESS, keys: [{ pattern: '*', keys: ['another-key', 'first-key'] }] });
    expect(one.stillMay('publish', admission)).toBe(true);
    one.use({ ...ACCESS, keys: [{ pattern: '*', keys: ['another-key'] }] });
    expect(one.stillMay('publish', admission)).toBe(false);
  });

  it("is for the router's own processes wherever they are told to, from this machine", () => {
    const name = `nowhere?key=${ownPassword('the secret', 'push', 'x/nowhere')}`;
    expect(gate().publish(request('x', name, OWN))).toMatchObject({ ok: true, path: 'x/nowhere' });
    expect(gate().publish(request('x', name))).toMatchObject({ ok: false });
  });
});

describe('playing', () => {
  const name = `a?key=${ownPassword('the secret', 'play', 'live/a')}`;

  it("is for the router's own processes as soon as there are rules", () => {
    expect(gate().play(request('live', name, OWN))).toMatchObject({ ok: true, path: 'live/a' });
    expect(gate().play(request('live', name))).toMatchObject({ ok: false, kind: 'no-right' });
    expect(gate().play(request('live', 'a?key=first-key', OWN))).toMatchObject({ ok: false });
    const guarded = gate({ ...ACCESS, keys: null, isReadingGuarded: true });
    expect(guarded.play(request('live', 'a'))).toMatchObject({ ok: false });
    expect(gate({ ...ACCESS, keys: null }).play(request('live', 'a'))).toMatchObject({ ok: true });
  });
});
