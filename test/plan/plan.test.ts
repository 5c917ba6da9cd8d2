import { describe, expect, it } from 'vitest';
import { describePlan } from '../../src/plan/describe-plan.js';
import { plan } from '../../src/plan/plan.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import type { ObservedState } from '../../src/state/observed-state.js';
import { DEFAULT_POLICY, type StreamSpec, specHash } from '../../src/state/stream.js';
import { desired, NOW_MS, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

/** The plan as text, one operation a line, and how long until it is made again. */
function planned(wanted: DesiredState, seen: ObservedState): string {
  const decided = plan(wanted, seen);
  const lines = describePlan(decided).map(({ kind, name, cause }) => `${kind} ${name}: ${cause}`);
  if (decided.wakeAtMs !== null) lines.push(`wake in ${decided.wakeAtMs - NOW_MS} ms`);
  return lines.join('\n');
}

const open = observed().listeners;

const H264_2M = {
  codec: 'h264',
  bitsPerSecond: 2_000_000,
  framesPerSecond: null,
  size: null,
  preset: null,
  gop: null,
  encoder: null,
} as const;

describe('plan', () => {
  it.each<[string, DesiredState, ObservedState, string]>([
    ['nothing wanted, nothing there', desired(), observed(), ''],
    ['wanted and running', desired(spec('a')), observed([observedStream(spec('a'), STATES.running)]), ''],
    ['wanted and starting', desired(spec('a')), observed([observedStream(spec('a'), STATES.starting)]), ''],
    [
      'wanted and not there',
      desired(spec('b'), spec('a')),
      observed(),
      'start b: it is wanted and does not run\nstart a: it is wanted and does not run',
    ],
    [
      'there and not wanted',
      desired(),
      observed([observedStream(spec('a'), STATES.running)]),
      'stop a: it is no longer in the file',
    ],
    [
      'there and disabled',
      desired(spec('a', { enabled: false })),
      observed([observedStream(spec('a'), STATES.running)]),
      'stop a: it was disabled',
    ],
    [
      'held for a stream that is gone, disabled, changed, or as it was',
      desired(spec('b', { enabled: false }), { ...pushed('c'), path: 'x' }, pushed('d')),
      { ...observed(), held: new Map(['a', 'b', 'c', 'd'].map((name) => [name, pushed(name)])) },
      'stop a: it is no longer in the file\nstop b: it was disabled\nupdate c: path: c → x',
    ],
    ['disabled and not there', desired(spec('a', { enabled: false })), observed(), ''],
    [
      'another source',
      desired(spec('a', { sources: [{ kind: 'pull', url: 'rtmp://new/live/a' }] })),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: source: rtmp://***@cam/live/a → rtmp://new/live/a',
    ],
    [
      'another path and server',
      desired(spec('a', { path: 'x/a', server: { kind: 'remote', url: 'rtsp://u:p@nvr:8554' } })),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: server: embedded → rtsp://***@nvr:8554, path: a → x/a',
    ],
    [
      'another encoding',
      desired(spec('a', { video: H264_2M, audio: 'none' })),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: video: copy → h264 2M, audio: copy → none',
    ],
    [
      'another source behind the first',
      desired(
        spec('a', {
          sources: [
            { kind: 'pull', url: 'rtmp://user:secret@cam/live/a' },
            { kind: 'push', path: 'b' },
          ],
        }),
      ),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: source: rtmp://***@cam/live/a → rtmp://***@cam/live/a, push:b',
    ],
    [
      'other options of FFmpeg',
      desired(
        spec('a', {
          ffmpeg: { inputArgs: ['-fflags', '+genpts', '-rtmp_conn', 'S:secret'], outputArgs: [] },
        }),
      ),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: ffmpeg.inputArgs: none → -fflags +genpts -rtmp_conn ***',
    ],
    [
      'another secret among the options of FFmpeg',
      desired(spec('a', { ffmpeg: { inputArgs: ['-rtmp_conn', 'S:new'], outputArgs: [] } })),
      observed([
        observedStream(
          spec('a', { ffmpeg: { inputArgs: ['-rtmp_conn', 'S:old'], outputArgs: [] } }),
          STATES.running,
        ),
      ]),
      'restart a: credentials changed',
    ],
    [
      'every policy',
      desired(
        spec('a', {
          policy: {
            stallTimeoutMs: 20_000,
            firstFrameTimeoutMs: 30_000,
            backoff: { initialMs: 500, maxMs: 60_000 },
            failbackMs: null,
            holdMs: 5_000,
            limits: { nice: 10, memoryBytes: 256 * 2 ** 20 },
          },
        }),
      ),
      observed([observedStream(spec('a'), STATES.running)]),
      'update a: stallTimeout: 10s → 20s, firstFrameTimeout: 20s → 30s, backoff.initial: 1s → 500ms, backoff.max: 30s → 1m, failback: 10s → off, hold: 1m → 5s, limits.nice: 0 → 10, limits.memory: off → 256M',
    ],
    [
      'another password',
      desired(spec('a', { sources: [{ kind: 'pull', url: 'rtmp://user:other@cam/live/a' }] })),
      observed([observedStream(spec('a'), STATES.running)]),
      'restart a: credentials changed',
    ],
    [
      'stopping, whatever is wanted',
      desired(spec('a')),
      observed([observedStream(spec('a'), STATES.stopping)]),
      '',
    ],
    [
      'failed a moment ago',
      desired(spec('a')),
      observed([observedStream(spec('a'), STATES.backoff)]),
      'wake in 3000 ms',
    ],
    [
      'failed, and its time has come',
      desired(spec('a')),
      observed([observedStream(spec('a'), { ...STATES.backoff, untilMs: NOW_MS })]),
      'start a: try again after SourceRefused',
    ],
    [
      'failed, and edited since',
      desired(spec('a', { path: 'b' })),
      observed([observedStream(spec('a'), STATES.backoff)]),
      'start a: path: a → b',
    ],
    [
      'failed, and removed',
      desired(),
      observed([observedStream(spec('a'), STATES.backoff)]),
      'stop a: it is no longer in the file',
    ],
    ['pushed by nobody', desired(pushed('a')), observed(), ''],
    [
      'pushed by somebody',
      desired(pushed('a')),
      observed([], { publishers: ['live/a'] }),
      'start a: it is wanted and does not run',
    ],
    [
      'failed, and pushed by the same publisher',
      desired(pushed('a')),
      observed([observedStream(pushed('a'), STATES.backoff)], { publishers: ['live/a'] }),
      'wake in 3000 ms',
    ],
    [
      'failed, and pushed by a new publisher',
      desired(pushed('a')),
      observed([observedStream(pushed('a'), STATES.backoff)], {
        publishers: ['live/a'],
        publishersSinceMs: NOW_MS,
      }),
      'start a: try again after SourceRefused',
    ],
    [
      'no RTSP server yet',
      desired(spec('a')),
      {
        ...observed(),
        listeners: { ...open, rtsp: { phase: 'opening', requested: { host: '127.0.0.1', port: 8554 } } },
      },
      '',
    ],
    [
      'another RTSP server than the embedded one, which is off',
      {
        ...desired(spec('a', { server: { kind: 'remote', url: 'rtsp://nvr' } })),
        listen: { ...desired().listen, rtsp: null },
      },
      { ...observed(), listeners: { ...open, rtsp: { phase: 'off' } } },
      'start a: it is wanted and does not run',
    ],
    [
      'a listener that moves',
      { ...desired(), listen: { ...desired().listen, rtsp: { host: '0.0.0.0', port: 8554 } } },
      observed(),
      'listen listen.rtsp: 127.0.0.1:8554 → 0.0.0.0:8554',
    ],
    [
      'a listener that is no longer wanted',
      { ...desired(), listen: { ...desired().listen, rtmp: null } },
      observed(),
      'listen listen.rtmp: 127.0.0.1:1935 → off',
    ],
    [
      'a listener that is wanted by now',
      { ...desired(), listen: { ...desired().listen, http: { host: '::1', port: 1 } } },
      observed(),
      'listen listen.http: off → [::1]:1',
    ],
  ])('%s', (_what, wanted, seen, text) => {
    expect(planned(wanted, seen)).toBe(text);
  });

  it('starts nothing at an output where another stream still publishes', () => {
    const renamed = spec('z', { path: 'a' });
    expect(planned(desired(renamed), observed([observedStream(spec('a'), STATES.stopping)]))).toBe('');
    expect(planned(desired(renamed), observed())).toBe('start z: it is wanted and does not run');
  });

  it('applies a changed policy without a restart', () => {
    const patient = spec('a', { policy: { ...DEFAULT_POLICY, stallTimeoutMs: 60_000 } });
    expect(planned(desired(patient), observed([observedStream(spec('a'), STATES.running)]))).toBe(
      'update a: stallTimeout: 10s → 1m',
    );
    const moved = { ...patient, path: 'new' };
    expect(planned(desired(moved), observed([observedStream(spec('a'), STATES.running)]))).toBe(
      'restart a: path: a → new, stallTimeout: 10s → 1m',
    );
  });

  it('touches nothing but what was edited', () => {
    const running = ['a', 'b', 'c'].map((name) => observedStream(spec(name), STATES.running));
    expect(
      planned(desired(spec('c'), spec('b', { path: 'new' }), spec('a'), spec('d')), observed(running)),
    ).toBe('restart b: path: b → new\nstart d: it is wanted and does not run');
  });

  it('tries a listener that failed again when its time has come, and at once where the file says something else', () => {
    const requested = { host: '127.0.0.1', port: 8554 };
    const failed = {
      phase: 'failed',
      requested,
      problem: { code: 'EADDRINUSE', message: '' },
      address: null,
    } as const;
    const at = (retryAtMs: number): ObservedState => ({
      ...observed(),
      listeners: { ...open, rtsp: { ...failed, retryAtMs } },
    });
    expect(planned(desired(), at(NOW_MS + 50))).toBe('wake in 50 ms');
    expect(planned(desired(), at(NOW_MS))).toBe('listen listen.rtsp: 127.0.0.1:8554 → 127.0.0.1:8554');
    const elsewhere = { ...desired(), listen: { ...desired().listen, rtsp: { host: '127.0.0.1', port: 1 } } };
    expect(planned(elsewhere, at(NOW_MS + 50))).toBe('listen listen.rtsp: 127.0.0.1:8554 → 127.0.0.1:1');
  });
});

describe('plan for a file that may be half written', () => {
  const running = ['a', 'b'].map((name) => observedStream(spec(name), STATES.running));
  const doubtful = (wanted: DesiredState, untilMs: number): DesiredState => ({
    ...wanted,
    unsettled: { untilMs, lastStreams: [...wanted.streams.keys()].slice(-1), isForAll: false },
  });
  const changed = (name: string) => spec(name, { path: 'new' });

  it('removes nothing until it has settled', () => {
    expect(planned(doubtful(desired(spec('a')), NOW_MS + 400), observed(running))).toBe('wake in 400 ms');
    expect(planned(doubtful(desired(spec('a')), NOW_MS), observed(running))).toBe(
      'stop b: it is no longer in the file',
    );
  });

  it('leaves the last stream alone, and changes and starts the others', () => {
    const wanted = desired(changed('a'), spec('c'), changed('b'));
    expect(planned(doubtful(wanted, NOW_MS + 400), observed(running))).toBe(
      'restart a: path: a → new\nstart c: it is wanted and does not run\nwake in 400 ms',
    );
  });

  it('disables at once: that cannot come of a cut', () => {
    const wanted = desired(spec('a', { enabled: false }), spec('b'));
    expect(planned(doubtful(wanted, NOW_MS + 400), observed(running))).toBe('stop a: it was disabled');
  });
});

describe('a restart is a takeover', () => {
  const changed = { ffmpeg: { inputArgs: [], outputArgs: ['-pkt_size', '1000'] } };
  const remote = { kind: 'remote', url: 'rtsp://nvr:8554' } as const;
  const running = (one = spec('a'), changes: Parameters<typeof observedStream>[2] = {}) =>
    observed([observedStream(one, STATES.running, changes)]);
  const takeovers = (wanted: DesiredState, seen: ObservedState): unknown[] =>
    plan(wanted, seen).operations.map((operation) =>
      operation.kind === 'restart' ? operation.takeover : operation.kind,
    );
  const successorOf = (one: StreamSpec) => {
    return { spec: one, specHash: specHash(one), sourceIndex: 0, startedAtMs: NOW_MS - 200 };
  };

  it.each<[string, DesiredState, ObservedState, unknown[]]>([
    ['when arguments change', desired(spec('a', changed)), running(), [{ sourceIndex: 0 }]],
    [
      'not at another server',
      desired(spec('a', { ...changed, server: remote })),
      running(spec('a', { server: remote })),
      [null],
    ],
    ['not when the server changes', desired(spec('a', { server: remote })), running(), [null]],
    ['not when the path changes', desired(spec('a', { path: 'b' })), running(), [null]],
    [
      'not while it starts',
      desired(spec('a', changed)),
      observed([observedStream(spec('a'), STATES.starting)]),
      [null],
    ],
    ['not where its source is known to be away', desired(pushed('a')), running(), [null]],
    [
      'when its source is there',
      desired(pushed('a')),
      observed([observedStream(spec('a'), STATES.running)], { publishers: ['live/a'] }),
      [{ sourceIndex: 0 }],
    ],
    [
      'when it is asked for',
      desired(spec('a')),
      running(spec('a'), { isRestartAsked: true }),
      [{ sourceIndex: 0 }],
    ],
    [
      'once',
      desired(spec('a', changed)),
      running(spec('a'), { successor: successorOf(spec('a', changed)) }),
      [],
    ],
    [
      'again when the file says something else',
      desired(spec('a', { audio: 'none' })),
      running(spec('a'), { successor: successorOf(spec('a', changed)) }),
      [{ sourceIndex: 0 }],
    ],
    [
      'called off when the file says again what runs',
      desired(spec('a')),
      running(spec('a'), { successor: successorOf(spec('a', changed)) }),
      ['update'],
    ],
    [
      'when a process that is beside it has ended',
      desired(spec('a', changed)),
      running(spec('a'), { isRetiring: true }),
      [],
    ],
  ])('%s', (_what, wanted, seen, expected) => {
    expect(takeovers(wanted, seen)).toEqual(expected);
  });

  it('not at a server of an older router', () => {
    const seen = running();
    const rtsp = { ...seen.mediaServers.rtsp, canTakeOver: false };
    const older = { ...seen, mediaServers: { ...seen.mediaServers, rtsp } };
    expect(takeovers(desired(spec('a', changed)), older)).toEqual([null]);
  });

  it('not where the server sees no publisher, whatever the process says', () => {
    const seen = running();
    const rtsp = { ...seen.mediaServers.rtsp, paths: [] };
    const unpublished = { ...seen, mediaServers: { ...seen.mediaServers, rtsp } };
    expect(takeovers(desired(spec('a', changed)), unpublished)).toEqual([null]);
  });

  it('when there may be room for it again', () => {
    const seen = running(spec('a'), { restartNotBeforeMs: NOW_MS + 700 });
    expect(plan(desired(spec('a', changed)), seen)).toEqual({ operations: [], wakeAtMs: NOW_MS + 700 });
    const later = running(spec('a'), { restartNotBeforeMs: NOW_MS });
    expect(takeovers(desired(spec('a', changed)), later)).toEqual([{ sourceIndex: 0 }]);
  });

  it('not when two streams swap their paths: each waits for the other one to end', () => {
    const wanted = desired(spec('a', { path: 'b' }), spec('b', { path: 'a' }));
    const seen = observed([
      observedStream(spec('a'), STATES.running),
      observedStream(spec('b'), STATES.running),
    ]);
    expect(takeovers(wanted, seen)).toEqual([null, null]);
  });

  it('nothing is started while a process of the stream is still to end', () => {
    const seen = observed([
      observedStream(spec('a'), { ...STATES.backoff, untilMs: 0 }, { isRetiring: true }),
    ]);
    expect(plan(desired(spec('a')), seen).operations).toEqual([]);
  });

  it('back to a preferred source', () => {
    const two = spec('a', {
      sources: [
        { kind: 'push', path: 'main' },
        { kind: 'pull', url: 'rtmp://backup/live/a' },
      ],
    });
    const stream = observedStream(two, { ...STATES.running, sinceMs: NOW_MS - 60_000 }, { sourceIndex: 1 });
    const seen = observed([stream], { publishers: ['main'], publishersSinceMs: NOW_MS - 30_000 });
    expect(plan(desired(two), seen).operations).toMatchObject([
      { kind: 'restart', cause: { kind: 'failback' }, takeover: { sourceIndex: 0 } },
    ]);
  });

  it('a policy that changes meanwhile is told to what is on its way', () => {
    const next = spec('a', changed);
    const wanted = desired({ ...next, policy: { ...DEFAULT_POLICY, stallTimeoutMs: 5_000 } });
    expect(planned(wanted, running(spec('a'), { successor: successorOf(next) }))).toBe(
      'update a: stallTimeout: 10s → 5s',
    );
  });
});
