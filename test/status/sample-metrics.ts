import { Metrics } from '../../src/status/metrics.js';
import type { MetricsInput } from '../../src/status/metrics-input.js';
import { routerStatus } from '../../src/status/router-status.js';
import { desired, NOW_MS, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

const RUNS = spec('runs', { labels: { site: 'north', '9-odd.name': 'x' } });
const FAILS = spec('fails', { labels: { site: 'a "quoted"\\ text\n' } });
const OFF = spec('off', { enabled: false });

const delivery = {
  heldSinceMs: null,
  bytesIn: 1_000,
  bytesOut: 2_000,
  lostPackets: 3,
  droppedPackets: 4,
  lastKeyFrameMs: null,
};

const seen = observed([
  observedStream(RUNS, STATES.running, {
    mediaAtMs: NOW_MS - 500,
    restarts: 1,
    restartsBy: new Map([['Asked', 1]]),
  }),
  observedStream(FAILS, STATES.backoff, {
    mediaAtMs: NOW_MS - 60_000,
    restarts: 5,
    restartsBy: new Map([
      ['SourceRefused', 4],
      ['Failback', 1],
    ]),
  }),
]);

/** One stream runs, one fails, one waits, one is off. */
export function metricsInput(changes: Partial<MetricsInput> = {}): MetricsInput {
  const input = {
    router: { version: '1.2.3', pid: 1, startedAt: '' },
    configuration: {
      file: 'streams.yaml',
      files: ['streams.yaml'],
      liveHash: '0123456789abcdef',
      generation: 7,
      revision: '1f0c6e9b2d7a4853f61e0b9c8d7a6f5e4c3b2a19',
      alsoHashes: [],
      liveSource: 'file',
      warning: null,
      patterns: [],
      maxStopShare: null,
      held: null,
      problem: null,
    },
    desired: desired(RUNS, FAILS, pushed('waits'), OFF),
    observed: {
      ...seen,
      mediaServers: {
        ...seen.mediaServers,
        rtsp: {
          ...seen.mediaServers.rtsp,
          paths: [{ path: 'runs', publisher: null, readers: 2, delivery }],
        },
      },
    },
  } as const;
  return { ...input, status: routerStatus(input), liveSinceMs: NOW_MS, ...changes };
}

export function sampleMetrics(): Promise<string> {
  return new Metrics().text(metricsInput());
}
