import { effect, signal } from '@preact/signals';
import type { StreamStatus } from '../../src/api/contract.js';
import { connection, routerStatus } from '../connection/status.js';
import { RateMeter, type Rates } from './rate-meter.js';

/** Grows by one each time that all rates were measured anew. */
export const measured = signal(0);

/** Rates of a stream from the oldest kept on, one each {@link SAMPLE_MS}; empty for one that is not known. */
export function rateHistory(name: string): readonly Sample[] {
  return histories.get(name)?.samples ?? [];
}

export function latestRates(name: string): Sample | null {
  return histories.get(name)?.samples.at(-1) ?? null;
}

export interface Sample extends Rates {
  /** Milliseconds since the Unix epoch, by the clock of this machine. */
  readonly atMs: number;
}

export const SAMPLE_MS = 2_000;

interface History {
  readonly meter: RateMeter;
  readonly samples: Sample[];
  last: StreamStatus | null;
}

/** Ten minutes. */
const KEPT = 300;

const histories = new Map<string, History>();

effect(() => {
  const status = routerStatus.value;
  if (status === null) return;
  const nowMs = Date.now();
  for (const stream of status.streams) {
    const history = historyOf(stream.name);
    const isFirst = history.last === null;
    if (history.last === stream) continue;
    history.last = stream;
    // How old the numbers of a snapshot are is not known; those of a change are new.
    if (isFirst) continue;
    const isRunning = stream.phase === 'running';
    history.meter.tell(
      nowMs,
      isRunning ? (stream.delivery?.bytesIn ?? null) : null,
      stream.progress?.frames ?? null,
    );
  }
  if (histories.size > status.streams.length) forgetAllBut(status.streams);
});

setInterval(() => {
  // A gap is honest where nothing was heard.
  const isHeard = connection.peek().state === 'live';
  const atMs = Date.now();
  for (const { meter, samples } of histories.values()) {
    samples.push({ atMs, ...(isHeard ? meter.rates(atMs) : NOTHING) });
    if (samples.length > KEPT) samples.shift();
  }
  measured.value += 1;
}, SAMPLE_MS);

const NOTHING: Rates = { bitsPerSecond: null, framesPerSecond: null };

function historyOf(name: string): History {
  const known = histories.get(name);
  if (known !== undefined) return known;
  const history: History = { meter: new RateMeter(), samples: [], last: null };
  histories.set(name, history);
  return history;
}

function forgetAllBut(streams: readonly StreamStatus[]): void {
  const names = new Set(streams.map(({ name }) => name));
  for (const name of histories.keys()) if (!names.has(name)) histories.delete(name);
}
