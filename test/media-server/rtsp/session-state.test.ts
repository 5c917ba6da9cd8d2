import { expect, test } from 'vitest';
import { nextState, type SessionMethod } from '../../../src/media-server/rtsp/session-state.js';

const methods: SessionMethod[] = ['SETUP', 'PLAY', 'PAUSE', 'RECORD', 'TEARDOWN'];

test.each([
  ['read', 'init', 'SETUP→ready TEARDOWN→init'],
  ['read', 'ready', 'SETUP→ready PLAY→playing TEARDOWN→init'],
  ['read', 'playing', 'PLAY→playing PAUSE→ready TEARDOWN→init'],
  ['read', 'recording', ''],
  ['publish', 'init', 'SETUP→ready TEARDOWN→init'],
  ['publish', 'ready', 'SETUP→ready RECORD→recording TEARDOWN→init'],
  ['publish', 'recording', 'RECORD→recording TEARDOWN→init'],
  ['publish', 'playing', ''],
] as const)('%s in state %s: %s', (role, state, expected) => {
  const allowed = methods.flatMap((method) => {
    const next = nextState(role, state, method);
    return next === undefined ? [] : [`${method}→${next}`];
  });
  expect(allowed.join(' ')).toBe(expected);
});
