import { expect, it } from 'vitest';
import { HeldPaths } from '../../../src/runtime/local/held-paths.js';
import { DEFAULT_POLICY } from '../../../src/state/stream.js';
import { spec } from '../../state-samples.js';

it('tells of all paths at the embedded server, whenever one of them differs', () => {
  const told: unknown[] = [];
  const paths = new HeldPaths((holdMs) => told.push(holdMs));
  paths.add(spec('a'));
  paths.add(spec('a'));
  paths.add(spec('b', { path: 'site/b', policy: { ...DEFAULT_POLICY, holdMs: null } }));
  paths.add(spec('c', { server: { kind: 'remote', url: 'rtsp://nvr' } }));
  paths.remove('a');
  expect(told).toEqual([
    { a: 60_000 },
    { a: 60_000, 'site/b': 0 },
    { 'site/b': 0, a: 60_000 },
    { 'site/b': 0 },
  ]);
});
