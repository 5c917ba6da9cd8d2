import { Gauge, type Registry } from 'prom-client';
import type { ObservedStream } from '../state/observed-state.js';
import { hasProcess, type StreamPhase } from '../state/stream-state.js';
import { MetricFactory, type Setter } from './metric-factory.js';
import type { MetricsInput } from './metrics-input.js';
import type { StreamStatus } from './stream-status.js';

/** What is measured of each stream. */
export class StreamMetrics {
  readonly #registry: Registry;
  readonly #streams: MetricFactory<'stream'>;
  readonly #restarts: MetricFactory<'stream' | 'reason'>;
  readonly #metrics: ReturnType<typeof makeMetrics>;
  readonly #tellRestarts: Setter<'stream' | 'reason'>;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#streams = new MetricFactory(registry, ['stream']);
    this.#metrics = makeMetrics(this.#streams);
    this.#restarts = new MetricFactory(registry, ['stream', 'reason']);
    this.#tellRestarts = this.#restarts.counter(
      'stream_restarts_total',
      'Starts of FFmpeg after the first, by the reason of the end before or what asked for it.',
    );
  }

  tell({ status, desired, observed }: MetricsInput): void {
    this.#streams.reset();
    this.#restarts.reset();
    for (const stream of status.streams) {
      const seen = observed.streams.get(stream.name);
      const isEnabled = desired?.streams.get(stream.name)?.enabled === true;
      this.#tellStream(stream, isEnabled, seen, observed.takenAtMs);
    }
    this.#tellLabels(status.streams);
  }

  #tellStream(
    stream: StreamStatus,
    isEnabled: boolean,
    seen: ObservedStream | undefined,
    nowMs: number,
  ): void {
    const { name, phase, progress, delivery } = stream;
    const labels = { stream: name };
    const mediaAtMs = seen?.mediaAtMs ?? null;
    const tell = this.#metrics;
    tell.enabled(labels, Number(isEnabled));
    tell.running(labels, Number(phase === 'running'));
    tell.phase(labels, PHASE_NUMBERS[phase]);
    tell.mediaAge(labels, mediaAtMs === null ? null : Math.max(0, nowMs - mediaAtMs) / 1_000);
    tell.backoff(labels, backoffSeconds(stream, seen, nowMs));
    tell.framesPerSecond(labels, progress?.framesPerSecond ?? null);
    tell.speed(labels, progress?.speed ?? null);
    tell.duplicatedFrames(labels, progress?.duplicatedFrames ?? null);
    tell.droppedFrames(labels, progress?.droppedFrames ?? null);
    tell.readers(labels, delivery?.readers ?? null);
    tell.bytesIn(labels, delivery?.bytesIn ?? null);
    tell.bytesOut(labels, delivery?.bytesOut ?? null);
    tell.lostPackets(labels, delivery?.lostPackets ?? null);
    tell.droppedPackets(labels, delivery?.droppedPackets ?? null);
    for (const [reason, count] of seen?.restartsBy ?? []) this.#tellRestarts({ ...labels, reason }, count);
  }

  /** As a series of its own, since labels are chosen by whoever writes the file: those of all streams are its labels. */
  #tellLabels(streams: readonly StreamStatus[]): void {
    this.#registry.removeSingleMetric(LABELS_NAME);
    const names = new Map(
      streams.flatMap(({ labels }) => Object.keys(labels)).map((key) => [key, labelName(key)]),
    );
    const gauge = new Gauge({
      name: LABELS_NAME,
      help: 'The labels of a stream in the file, each as a label of this; always 1.',
      labelNames: ['stream', 'path', 'server', ...new Set(names.values())],
      registers: [this.#registry],
    });
    for (const { name, path, server, labels } of streams) {
      const told = Object.entries(labels).map(([key, text]) => [names.get(key) ?? '', text] as const);
      gauge.set({ ...Object.fromEntries(told), stream: name, path, server }, 1);
    }
  }
}

const LABELS_NAME = 'kazstreamlink_stream_info';

function makeMetrics(make: MetricFactory<'stream'>) {
  return {
    enabled: make.gauge('stream_enabled', '1 when the file wants the stream to run.'),
    running: make.gauge('stream_running', '1 while media arrives at the output.'),
    phase: make.gauge(
      'stream_phase',
      `The phase of the stream: ${Object.entries(PHASE_NUMBERS)
        .map(([phase, number]) => `${number} ${phase}`)
        .join(', ')}.`,
    ),
    mediaAge: make.gauge(
      'stream_media_age_seconds',
      'For how long no media has advanced at the output; none before the first.',
    ),
    backoff: make.gauge('stream_backoff_seconds', 'Until the next try; 0 when none is waited for.'),
    framesPerSecond: make.gauge('stream_frames_per_second', 'Frames that FFmpeg writes.'),
    speed: make.gauge('stream_speed_ratio', 'Media time that FFmpeg writes by real time.'),
    duplicatedFrames: make.counter(
      'stream_duplicated_frames_total',
      'Frames that FFmpeg has doubled in this run.',
    ),
    droppedFrames: make.counter(
      'stream_dropped_frames_total',
      'Frames that FFmpeg has left out in this run.',
    ),
    readers: make.gauge('stream_readers', 'Readers at the path of the stream at the embedded RTSP server.'),
    bytesIn: make.counter('stream_received_bytes_total', 'Bytes published at the path of the stream.'),
    bytesOut: make.counter('stream_sent_bytes_total', 'Bytes sent to readers of the path.'),
    lostPackets: make.counter('stream_lost_packets_total', 'RTP packets missing in what was published.'),
    droppedPackets: make.counter(
      'stream_dropped_packets_total',
      'RTP packets left out for readers that are too slow.',
    ),
  };
}

const PHASE_NUMBERS: Readonly<Record<StreamPhase, number>> = {
  disabled: 0,
  pending: 1,
  starting: 2,
  running: 3,
  stalled: 4,
  stopping: 5,
  backoff: 6,
  failed: 7,
};

function backoffSeconds({ nextTry }: StreamStatus, seen: ObservedStream | undefined, nowMs: number): number {
  if (nextTry === null || seen === undefined || hasProcess(seen.state)) return 0;
  return Math.max(0, seen.state.untilMs - nowMs) / 1_000;
}

/** As Prometheus allows them, and apart from ours. */
function labelName(key: string): string {
  return `label_${key.replace(/[^A-Za-z0-9_]/g, '_')}`;
}
