import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Operation } from '../../src/plan/operation.js';
import { Reconciler } from '../../src/reconciler/reconciler.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import type { ObservedState } from '../../src/state/observed-state.js';
import { desired, NOW_MS, observed, observedStream, STATES, spec } from '../state-samples.js';

let wanted: DesiredState | null;
let seen: ObservedState;
let applied: string[];
let passes: number;
let started: string[];
let reconciler: Reconciler;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  wanted = desired(spec('a'));
  seen = observed();
  applied = [];
  passes = 0;
  started = [];
  reconciler = new Reconciler({
    desired: () => wanted,
    observe: () => {
      passes += 1;
      return { ...seen, takenAtMs: Date.now() };
    },
    apply: (operation: Operation) => {
      applied.push(operation.kind);
      if (operation.kind === 'start') started.push(operation.spec.name);
      if (operation.kind === 'stop') throw new Error('cannot');
    },
    clock: { now: () => Date.now() },
    log: pino({ level: 'silent' }),
  });
});

afterEach(() => {
  reconciler.close();
  vi.useRealTimers();
});

describe('Reconciler', () => {
  it('makes one pass of many nudges', async () => {
    for (let count = 0; count < 100; count += 1) reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    expect(passes).toBe(1);
    expect(applied).toEqual(['start']);
  });

  it('lives through a fault in what is observed, and looks again soon', async () => {
    const { listeners } = seen;
    seen = { ...seen, listeners: null as unknown as ObservedState['listeners'] };
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    expect(applied).toEqual([]);
    seen = { ...seen, listeners };
    await vi.advanceTimersByTimeAsync(1_100);
    expect(applied).toEqual(['start']);
  });

  it('begins many starts a few at a time, edited streams first', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `cam-${index}`);
    wanted = desired(...names.map((name) => spec(name)), spec('edited', { path: 'new' }));
    seen = observed([observedStream(spec('edited'), STATES.backoff)]);
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toEqual(['edited', 'cam-0', 'cam-1', 'cam-2']);
    await vi.advanceTimersByTimeAsync(50);
    expect(started).toHaveLength(8);
  });

  it('does nothing without a valid configuration', async () => {
    wanted = null;
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    expect(applied).toEqual([]);
    expect(reconciler.lastPassAtMs).toBeGreaterThan(0);
  });

  it('wakes up when a back-off ends', async () => {
    seen = observed([observedStream(spec('a'), STATES.backoff)]);
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(2_990);
    expect(applied).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(applied).toEqual(['start']);
  });

  it('looks again by itself, so that a lost nudge costs seconds only', async () => {
    seen = observed([observedStream(spec('a'), STATES.running)]);
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    seen = observed();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(applied).toEqual(['start']);
  });

  it('carries out the other operations when one cannot be begun', async () => {
    seen = observed([observedStream(spec('old'), STATES.running)]);
    reconciler.nudge();
    await vi.advanceTimersByTimeAsync(1);
    expect(applied).toEqual(['stop', 'start']);
  });
});
