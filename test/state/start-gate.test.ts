import { describe, expect, it } from 'vitest';
import { failbackAtMs } from '../../src/state/failback.js';
import type { ObservedSource, ObservedState, SourceReach } from '../../src/state/observed-state.js';
import { startGate } from '../../src/state/start-gate.js';
import { DEFAULT_POLICY, type StreamSpec } from '../../src/state/stream.js';
import type { StreamState } from '../../src/state/stream-state.js';
import { NOW_MS, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

const HOUR_MS = 3_600_000;
const one = spec('a');
const two = spec('a', {
  sources: [
    { kind: 'pull', url: 'rtmp://main/live/a' },
    { kind: 'pull', url: 'rtmp://backup/live/a' },
  ],
});
const [source] = observedStream(one, STATES.backoff).sources as [ObservedSource];
const failedAgo = (ms: number, reason: Failure['reason'] = 'SourceRefused'): ObservedSource => ({
  ...source,
  failure: { reason, atMs: NOW_MS - ms, startedAtMs: NOW_MS - ms - 200 },
});
const FINE: ObservedSource = { failure: null, reach: null, failedReturns: 0, wasAway: false };
type Failure = NonNullable<ObservedSource['failure']>;

const reach = (
  verdict: SourceReach['verdict'],
  agoMs: number,
  changes: Partial<SourceReach> = {},
): SourceReach => ({ verdict, sinceMs: NOW_MS - agoMs, reason: null, depth: 'media', ...changes });

const OVER = { ...STATES.backoff, untilMs: NOW_MS - 1 } as const;
const after = (
  reason: Failure['reason'],
  state: typeof STATES.backoff | typeof OVER = STATES.backoff,
): StreamState => ({
  ...state,
  lastEnd: { ...state.lastEnd, reason },
});

function gate(wanted: StreamSpec, seen: ObservedState): string {
  const answer = startGate(wanted, seen);
  if (answer.open) return `start source ${answer.sourceIndex}`;
  return `${answer.waitsFor} ${answer.untilMs === null ? 'until told' : `for ${answer.untilMs - NOW_MS} ms`}`;
}

function gateOf(
  wanted: StreamSpec,
  state: StreamState,
  sources: readonly ObservedSource[],
  more: Parameters<typeof observedStream>[2] = {},
): string {
  return gate(wanted, observed([observedStream(wanted, state, { sources, ...more })]));
}

describe('startGate with one source', () => {
  it.each<[string, StreamState, ObservedSource, string]>([
    ['failed a moment ago', STATES.backoff, failedAgo(1_000), 'SourceRefused for 3000 ms'],
    ['its time has come', OVER, failedAgo(1_000), 'start source 0'],
    [
      'found dead: no process is spent on it, whatever the time',
      OVER,
      { ...failedAgo(HOUR_MS), reach: reach('dead', HOUR_MS, { reason: 'SourceRefused' }) },
      'SourceRefused until told',
    ],
    [
      'dead in another way than it failed',
      OVER,
      { ...failedAgo(1_000), reach: reach('dead', 500, { reason: 'SourceHostUnknown' }) },
      'SourceHostUnknown until told',
    ],
    [
      'back, after an hour',
      STATES.backoff,
      { ...failedAgo(HOUR_MS), reach: reach('alive', 10) },
      'start source 0',
    ],
    [
      'it plays to us and ended for FFmpeg all the same: that is no news',
      STATES.backoff,
      { ...failedAgo(1_000, 'SourceEnded'), reach: reach('alive', 500), wasAway: false },
      'SourceEnded for 3000 ms',
    ],
    [
      'the port answers, and answered before',
      STATES.backoff,
      { ...failedAgo(1_000, 'SourceNotFound'), reach: reach('alive', 500, { depth: 'connect' }) },
      'SourceNotFound for 3000 ms',
    ],
    [
      'the port answers, and did not before',
      STATES.backoff,
      { ...failedAgo(1_000, 'SourceRefused'), reach: reach('alive', 500, { depth: 'connect' }) },
      'start source 0',
    ],
    [
      'does not play to us for minutes: FFmpeg is tried all the same',
      OVER,
      {
        ...failedAgo(HOUR_MS, 'SourceNotFound'),
        reach: reach('dead', 400_000, { reason: 'SourceNotFound' }),
      },
      'start source 0',
    ],
    [
      'reachable, but the credentials were refused',
      STATES.backoff,
      { ...failedAgo(1_000, 'SourceCredentialsRefused'), reach: reach('alive', 500) },
      'SourceCredentialsRefused for 3000 ms',
    ],
  ])('%s', (_, state, known, expected) => {
    expect(gateOf(one, state, [known])).toBe(expected);
  });

  it('does not believe a return again and again when no media ever came', () => {
    const back = [{ ...failedAgo(1_000), reach: reach('alive', 10) }];
    expect(gateOf(one, STATES.backoff, back, { falseStarts: 3 })).toBe('start source 0');
    expect(gateOf(one, STATES.backoff, back, { falseStarts: 4 })).toBe('SourceRefused for 3000 ms');
    expect(gateOf(one, OVER, back, { falseStarts: 4 })).toBe('start source 0');
  });

  it('begins anew after an edit', () => {
    const edited = spec('a', { path: 'new' });
    const seen = observed([
      observedStream(one, STATES.backoff, {
        sources: [{ ...failedAgo(1_000), reach: reach('dead', 500, { reason: 'SourceRefused' }) }],
      }),
    ]);
    expect(gate(edited, seen)).toBe('start source 0');
  });
});

describe('startGate with an RTSP server elsewhere', () => {
  const remote = spec('a', { server: { kind: 'remote', url: 'rtsp://nvr:8554' } });
  const down = { ...STATES.backoff, lastEnd: { ...STATES.backoff.lastEnd, reason: 'ServerDown' } } as const;

  it.each([
    ['nothing is known', STATES.backoff, null, 'ServerDown for 3000 ms'],
    ['down', OVER, reach('dead', 500, { reason: 'ServerDown' }), 'ServerDown until told'],
    ['back', STATES.backoff, reach('alive', 500, { depth: 'connect' }), 'start source 0'],
    [
      'there all the time',
      STATES.backoff,
      reach('alive', 9_000, { depth: 'connect' }),
      'ServerDown for 3000 ms',
    ],
  ] as const)('%s', (_, { untilMs }, serverReach, expected) => {
    expect(gateOf(remote, { ...down, untilMs }, [FINE], { serverReach })).toBe(expected);
  });

  it('that broke off and is gone is waited for', () => {
    const serverReach = reach('dead', 500, { reason: 'SourceRefused', depth: 'connect' });
    const lost = { ...OVER, lastEnd: { ...OVER.lastEnd, reason: 'ServerLost' } } as const;
    expect(gateOf(remote, lost, [FINE], { serverReach })).toBe('ServerDown until told');
    const unknown = { ...serverReach, reason: 'SourceHostUnknown' } as const;
    expect(gateOf(remote, lost, [FINE], { serverReach: unknown })).toBe('ServerHostUnknown until told');
  });

  it('that returns again and again, and takes nothing, is left to the back-off', () => {
    const serverReach = reach('alive', 500, { depth: 'connect' });
    expect(gateOf(remote, down, [FINE], { serverReach, falseStarts: 3 })).toBe('start source 0');
    expect(gateOf(remote, down, [FINE], { serverReach, falseStarts: 4 })).toBe('ServerDown for 3000 ms');
  });
});

describe('startGate with several sources', () => {
  it.each<[string, StreamState, readonly ObservedSource[], string]>([
    ['nothing failed', OVER, [FINE, FINE], 'start source 0'],
    ['the first failed: the next one at once', STATES.backoff, [failedAgo(0), FINE], 'start source 1'],
    [
      'all failed: the one that failed longest ago, when the back-off is over',
      OVER,
      [failedAgo(1_000), failedAgo(5_000)],
      'start source 1',
    ],
    ['all failed a moment ago', STATES.backoff, [failedAgo(0), failedAgo(500)], 'SourceRefused for 3000 ms'],
    [
      'the second is back',
      STATES.backoff,
      [failedAgo(900), { ...failedAgo(1_000), reach: reach('alive', 10) }],
      'start source 1',
    ],
    [
      'an end that was no fault of the source changes nothing',
      after('ServerLost', OVER),
      [FINE, FINE],
      'start source 0',
    ],
  ])('%s', (_, state, sources, expected) => {
    expect(gateOf(two, state, sources)).toBe(expected);
  });

  it('takes whoever pushes, in the order of the list', () => {
    const either = spec('a', {
      sources: [
        { kind: 'push', path: 'live/a' },
        { kind: 'push', path: 'live/b' },
      ],
    });
    expect(gate(either, observed())).toBe('WaitingForPublisher until told');
    expect(gate(either, observed([], { publishers: ['live/b'] }))).toBe('start source 1');
    expect(gate(either, observed([], { publishers: ['live/a', 'live/b'] }))).toBe('start source 0');
  });

  it('takes no publisher that is connected and silent, and one that sends again at once', () => {
    const silent = observed([], { publishers: ['live/a'], areSilent: true });
    expect(gate(pushed('a'), silent)).toBe('SourceStalled until told');
    const stalled = observedStream(pushed('a'), STATES.backoff, {
      sources: [failedAgo(1_000, 'SourceStalled')],
    });
    const again = observed([stalled], { publishers: ['live/a'], publishersSinceMs: NOW_MS - 100 });
    expect(gate(pushed('a'), again)).toBe('start source 0');
  });

  it('takes a pulled source while nobody pushes', () => {
    const mixed = { ...pushed('a'), sources: [...pushed('a').sources, ...one.sources] } as StreamSpec;
    expect(gate(mixed, observed())).toBe('start source 1');
  });
});

describe('failbackAtMs', () => {
  const running = { ...STATES.running, sinceMs: NOW_MS - 60_000 };
  const onBackup = (first: Partial<ObservedSource>, state: StreamState = running) =>
    observedStream(two, state, {
      sourceIndex: 1,
      sources: [{ ...failedAgo(60_000), ...first }, FINE],
    });

  it.each<[string, ReturnType<typeof onBackup>, number | null]>([
    ['nothing can be known of the preferred one: it is tried seldom', onBackup({}), 240_000],
    ['and ever more seldom', onBackup({ failedReturns: 1 }), 540_000],
    ['it is dead', onBackup({ reach: reach('dead', 5_000, { reason: 'SourceRefused' }) }), null],
    ['it is back since 4 s', onBackup({ reach: reach('alive', 4_000) }), 6_000],
    ['it is back since 12 s', onBackup({ reach: reach('alive', 12_000) }), -2_000],
    ['it failed twice after a return', onBackup({ reach: reach('alive', 12_000), failedReturns: 2 }), 28_000],
    [
      'the backup runs since 1 s',
      onBackup({ reach: reach('alive', 12_000) }, { ...running, sinceMs: NOW_MS - 1_000 }),
      9_000,
    ],
    ['the backup does not run', onBackup({ reach: reach('alive', 12_000) }, STATES.starting), null],
  ])('%s', (_, stream, expected) => {
    const atMs = failbackAtMs(stream, observed([stream]));
    expect(atMs === null ? null : atMs - NOW_MS).toBe(expected);
  });

  it.each<[string, ReturnType<typeof onBackup>]>([
    // Another stream has watched it all the time, so that its being well is older than the failure.
    ['well since before it failed', onBackup({ reach: reach('alive', 600_000), wasAway: false })],
    ['well since a while', onBackup({ reach: reach('alive', 12_000) })],
    [
      'tried since nothing is known',
      onBackup({ failure: { reason: 'TrackMissing', atMs: 0, startedAtMs: 0 } }),
    ],
  ])('is followed by a start of the preferred source, never of the backup: %s', (_, stream) => {
    expect(failbackAtMs(stream, observed([stream]))).toBeLessThanOrEqual(NOW_MS);
    const stopped = {
      ...STATES.backoff,
      cause: { kind: 'failback' },
      lastEnd: null,
      untilMs: NOW_MS,
    } as const;
    expect(gateOf(two, stopped, stream.sources, { sourceIndex: 1 })).toBe('start source 0');
  });

  it('stays where it is when the file says so', () => {
    const staying = { ...two, policy: { ...DEFAULT_POLICY, failbackMs: null } };
    const stream = { ...onBackup({ reach: reach('alive', 12_000) }), spec: staying };
    expect(failbackAtMs(stream, observed([stream]))).toBeNull();
  });
});
