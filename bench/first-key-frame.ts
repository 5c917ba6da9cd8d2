import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { COPIED, relayArguments } from '../src/ffmpeg/relay-arguments.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { startEmbeddedServer } from './lib/embedded-server.js';
import { firstIdr } from './lib/first-idr.js';
import { startIngest } from './lib/ingest.js';
import { median } from './lib/statistics.js';
import { GOP_S } from './lib/test-media.js';

/** From the spawn of a relay to the first video key frame at a reader; the source sends its last GOP. */
export const firstKeyFrame: Benchmark = {
  name: 'first-key-frame',
  about: 'spawn of a relay to the first key frame at a reader, against plain "ffmpeg -c copy"',
  deadlineMs: 150_000,
  run,
};

const ROUNDS = 16;
const GOP_MS = 1_000 * GOP_S;
const ROUND_BOUND_MS = 15_000;

async function run(context: BenchContext): Promise<Measurement[]> {
  const ingest = await startIngest(context);
  const rtsp = await startEmbeddedServer('rtsp', context);
  const gopStartMs = performance.now();
  const rounds = { ours: [] as Round[], plain: [] as Round[] };
  for (const [index, phaseMs] of phases(context.random).entries()) {
    const number = index + 1;
    for (const kind of ['ours', 'plain'] as const) {
      const output = `${rtsp.url}/bench/${kind}-${number}`;
      const args =
        kind === 'ours'
          ? relayArguments({ input: ingest.url, output, knownTracks: ingest.knownTracks, ...COPIED })
          : plainArguments(ingest.url, output);
      await delay(untilPhase(phaseMs, performance.now() - gopStartMs));
      rounds[kind].push(await oneRound(context, args, output));
    }
    context.say(`round ${number} of ${ROUNDS}`);
  }
  const ours = rounds.ours.map(({ keyFrameMs }) => keyFrameMs);
  const plain = rounds.plain.map(({ keyFrameMs }) => keyFrameMs);
  return [
    {
      metric: 'spawn to first key frame',
      unit: 'ms',
      ours: median(ours),
      reference: { name: 'plain ffmpeg', value: median(plain) },
      bound: { of: 'ratio', atMost: 0.5 },
      details: {
        oursMs: ours,
        plainMs: plain,
        oursUntilOnAirMs: median(rounds.ours.map(({ onAirMs }) => onAirMs)),
        plainUntilOnAirMs: median(rounds.plain.map(({ onAirMs }) => onAirMs)),
      },
    },
  ];
}

/**
 * Places of the source's GOP at which relays are spawned, in milliseconds, in random order: one in each of
 * {@link ROUNDS} equal parts, as what a plain FFmpeg waits for depends on it. Both kinds get the same ones.
 */
function phases(random: () => number): number[] {
  const drawn = Array.from({ length: ROUNDS }, (_, part) => ({
    phaseMs: (GOP_MS * (part + random())) / ROUNDS,
    place: random(),
  }));
  return drawn.sort((a, b) => a.place - b.place).map(({ phaseMs }) => phaseMs);
}

/** How long to wait for the next time that the source is at this place of its GOP. */
function untilPhase(phaseMs: number, elapsedMs: number): number {
  return (((phaseMs - elapsedMs) % GOP_MS) + GOP_MS) % GOP_MS;
}

/** In milliseconds from the spawn. */
interface Round {
  /** The server answered DESCRIBE. */
  readonly onAirMs: number;
  readonly keyFrameMs: number;
}

async function oneRound(
  { processes }: BenchContext,
  args: readonly string[],
  output: string,
): Promise<Round> {
  const startedAtMs = performance.now();
  const relay = processes.start('ffmpeg', args, { onOutput: () => {} });
  const reader = firstIdr(output, AbortSignal.timeout(ROUND_BOUND_MS));
  const { describedAtMs, firstIdrAtMs } = await relay.unlessItEnds('the relay', reader);
  await relay.stop();
  return { onAirMs: describedAtMs - startedAtMs, keyFrameMs: firstIdrAtMs - startedAtMs };
}

/** What one types without knowing better. */
function plainArguments(input: string, output: string): string[] {
  return ['-i', input, '-c', 'copy', '-f', 'rtsp', '-rtsp_transport', 'tcp', output];
}
