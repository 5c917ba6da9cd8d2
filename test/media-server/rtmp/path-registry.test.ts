import { expect, it } from 'vitest';
import { PathRegistry } from '../../../src/media-server/rtmp/path-registry.js';
import { avcKey, media } from './media-fixtures.js';

it('forgets a path once, and not the one that has taken its name since', () => {
  let changes = 0;
  const registry = new PathRegistry(() => changes++);
  const publisher = { remoteAddress: 'x', nowMs: () => 0, silentMs: () => 0, replaced: () => undefined };
  const first = registry.publish('a', publisher);
  const other = registry.publish('b', publisher);
  if (first === undefined || other === undefined) throw new Error('refused');
  expect(registry.publish('a', publisher)).toBeUndefined();
  registry.unpublish(first);
  expect(changes).toBe(0);
  const second = registry.publish('a', publisher);
  second?.media(media(avcKey()));
  other.media(media(avcKey()));
  registry.unpublish(first);
  expect(registry.find('a')).toBe(second);
  expect(registry.snapshot().map(({ path }) => path)).toEqual(['a', 'b']);
  expect(changes).toBe(2);
});
