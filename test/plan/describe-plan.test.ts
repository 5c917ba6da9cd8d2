import { describe, expect, it } from 'vitest';
import { describePlan, renderPlan } from '../../src/plan/describe-plan.js';
import { plan } from '../../src/plan/plan.js';
import { desired, observed, observedStream, STATES, spec } from '../state-samples.js';

describe('renderPlan', () => {
  it('reads as a reviewer reads it, and shows no credential', () => {
    const wanted = {
      ...desired(spec('gate'), spec('drone-1', { path: 'drones/1' })),
      listen: { ...desired().listen, http: { host: '127.0.0.1', port: 8501 } },
    };
    const seen = observed([
      observedStream(spec('drone-1'), STATES.running),
      observedStream(spec('old'), STATES.running),
    ]);
    expect(renderPlan(describePlan(plan(wanted, seen)))).toBe(
      `= listen.http  off → 127.0.0.1:8501 (no stream is touched)
~ drone-1      path: drone-1 → drones/1 (restarts)
- old          stops: it is no longer in the file
+ gate         rtmp://***@cam/live/gate → embedded/gate

1 to start, 1 to restart, 1 to stop, 1 to rebind.`,
    );
  });

  it('shows another choice of video in a few words', () => {
    const seen = observed([observedStream(spec('drone-1'), STATES.running)]);
    const h264 = {
      codec: 'h264',
      bitsPerSecond: 2_000_000,
      framesPerSecond: null,
      size: null,
      preset: null,
      gop: null,
      encoder: null,
    } as const;
    const wanted = {
      ...desired(spec('drone-1', { video: h264 })),
      listen: { ...desired().listen, http: null },
    };
    expect(renderPlan(describePlan(plan(wanted, seen)))).toMatch(
      /^~ drone-1 {2}video: copy → h264 2M \(restarts without a gap\)$/m,
    );
  });

  it('says when there is nothing to do', () => {
    expect(renderPlan([])).toBe('No changes.');
  });
});
