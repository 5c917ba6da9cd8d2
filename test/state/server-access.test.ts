import { expect, it } from 'vitest';
import { DEFAULT_ACCESS } from '../../src/state/access.js';
import { serverAccess } from '../../src/state/server-access.js';
import { desired, spec } from '../state-samples.js';

it('keeps what was taken as long as the file may be half of one', () => {
  const secret = 'the secret of this test';
  const [whole, half] = [desired(spec('a'), spec('b')), desired(spec('b'), spec('c'))];
  expect(serverAccess(DEFAULT_ACCESS, whole, secret).takenPaths).toEqual(['a', 'b']);
  const doubted = serverAccess(DEFAULT_ACCESS, half, secret, true);
  expect(doubted.takenPaths).toEqual(['a', 'b', 'c']);
  expect(serverAccess(DEFAULT_ACCESS, half, secret, true)).toBe(doubted);
  expect(serverAccess(DEFAULT_ACCESS, half, secret, false).takenPaths).toEqual(['b', 'c']);
});
