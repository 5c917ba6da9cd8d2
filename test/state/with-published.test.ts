import { describe, expect, it } from 'vitest';
import { plan } from '../../src/plan/plan.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import type { ObservedState, ObservedStream } from '../../src/state/observed-state.js';
import { describeRefusal } from '../../src/state/refused-publisher.js';
import type { StreamSpec } from '../../src/state/stream.js';
import { type StreamPattern, streamOf } from '../../src/state/stream-pattern.js';
import { withPublished } from '../../src/state/with-published.js';
import { desired, NOW_MS, observed, observedStream, STATES, spec } from '../state-samples.js';

const HOLD_MS = 60_000;
const DRONES = pattern('drone-*', 'live/drone-*', 'drones/*');

function pattern(
  name: string,
  source: string,
  path: string,
  changes: Partial<StreamSpec> = {},
): StreamPattern {
  const template = spec(name, { path, sources: [{ kind: 'push', path: source }], ...changes });
  return { name, source, template };
}

function wanted(patterns: readonly StreamPattern[], ...specs: readonly StreamSpec[]): DesiredState {
  return { ...desired(...specs), patterns };
}

function names(state: DesiredState, seen: ObservedState): string[] {
  return [...withPublished(state, seen).desired.streams.keys()];
}

/** A stream of DRONES whose process has ended so long ago. */
function ended(path: string, agoMs: number): ObservedStream {
  const made = streamOf(DRONES, path);
  if (made === null) throw new Error(path);
  return observedStream(made, { ...STATES.backoff, sinceMs: NOW_MS - agoMs, untilMs: NOW_MS });
}

describe('streams of patterns', () => {
  it('come with their publishers, by name, and are started', () => {
    const seen = observed([], { publishers: ['live/drone-b', 'live/drone-a', 'live/cam'] });
    const { desired: all } = withPublished(wanted([DRONES], spec('z')), seen);
    expect([...all.streams.keys()]).toEqual(['z', 'drone-a', 'drone-b']);
    const { operations } = plan(all, seen);
    expect(operations.map((one) => (one.kind === 'start' ? one.spec.path : one.kind))).toContain('drones/a');
  });

  it('are the same objects each time: what did not change is not told anew', () => {
    const seen = observed([], { publishers: ['live/drone-a'] });
    const state = wanted([DRONES]);
    const once = withPublished(state, seen).desired.streams.get('drone-a');
    expect(withPublished(state, seen).desired.streams.get('drone-a')).toBe(once);
  });

  it('stay while their process runs, and then until nobody has published for hold', () => {
    const made = streamOf(DRONES, 'live/drone-a') as StreamSpec;
    const state = wanted([DRONES]);
    expect(names(state, observed([observedStream(made, STATES.running)]))).toEqual(['drone-a']);
    const waiting = observed([ended('live/drone-a', 10_000)]);
    const published = withPublished(state, waiting);
    expect([...published.desired.streams.keys()]).toEqual(['drone-a']);
    expect(published.wakeAtMs).toBe(NOW_MS + HOLD_MS - 10_000);
    const over = observed([ended('live/drone-a', HOLD_MS)]);
    expect(names(state, over)).toEqual([]);
    expect(plan(withPublished(state, over).desired, over).operations).toEqual([
      { kind: 'stop', name: 'drone-a', cause: { kind: 'unpublished' } },
    ]);
  });

  it('with "hold: off" go at once', () => {
    const policy = { ...DRONES.template.policy, holdMs: null };
    const state = wanted([pattern('drone-*', 'live/drone-*', 'drones/*', { policy })]);
    expect(names(state, observed([ended('live/drone-a', 0)]))).toEqual([]);
  });

  it('go with their pattern, as what the file no longer says', () => {
    const made = streamOf(DRONES, 'live/drone-a') as StreamSpec;
    const seen = observed([observedStream(made, STATES.running)], { publishers: ['live/drone-a'] });
    const { operations } = plan(withPublished(wanted([]), seen).desired, seen);
    expect(operations).toEqual([{ kind: 'stop', name: 'drone-a', cause: { kind: 'removed' } }]);
  });

  it('are not made of what a stream of the file reads, nor under its name, nor at its path', () => {
    const seen = observed([], { publishers: ['live/drone-a', 'live/drone-b', 'live/drone-c'] });
    const state = wanted(
      [DRONES],
      spec('mine', { sources: [{ kind: 'push', path: 'live/drone-a' }] }),
      spec('drone-b', { path: 'x' }),
      spec('other', { path: 'drones/c' }),
    );
    expect(names(state, seen)).toEqual(['mine', 'drone-b', 'other']);
    const told = withPublished(state, seen).refused.map((one) => describeRefusal(one).message);
    expect(told).toEqual([
      'Whoever pushes to live/drone-b becomes no stream: there is another one with the name "drone-b"',
      'Whoever pushes to live/drone-c becomes no stream: its path "drones/c" is that of "other"',
    ]);
  });

  it('that would have one name are told apart by who came first in the order of paths', () => {
    const other = pattern('drone-*', 'back/drone-*', 'back/*');
    const seen = observed([], { publishers: ['live/drone-a', 'back/drone-a'] });
    const { desired: all, refused } = withPublished(wanted([DRONES, other]), seen);
    expect([...all.streams.values()].map(({ path }) => path)).toEqual(['back/a']);
    expect(refused).toEqual([
      {
        ingestPath: 'live/drone-a',
        pattern: 'drone-*',
        name: 'drone-a',
        path: 'drones/a',
        taken: 'name',
        takenBy: 'drone-a',
      },
    ]);
    // Who is gone waits for nothing.
    expect(withPublished(wanted([DRONES]), observed([ended('live/drone-a', 0)])).refused).toEqual([]);
  });

  it('are restarted by a change of their pattern', () => {
    const made = streamOf(DRONES, 'live/drone-a') as StreamSpec;
    const seen = observed([observedStream(made, STATES.running)], { publishers: ['live/drone-a'] });
    const changed = wanted([pattern('drone-*', 'live/drone-*', 'drones/*', { audio: 'none' })]);
    expect(plan(withPublished(changed, seen).desired, seen).operations).toMatchObject([
      { kind: 'restart', spec: { name: 'drone-a' }, cause: { kind: 'changed' } },
    ]);
  });
});
