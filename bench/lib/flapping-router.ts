import type { BenchContext } from './benchmark.js';
import { RunningRouter } from './running-router.js';
import { standIn } from './stand-in.js';

export const STREAMS = 500;
const ASK_EVERY_MS = 5_000;

/** A router with many streams of which half run and half start and end again and again, all of them stand-ins. */
export async function flappingRouter(context: BenchContext): Promise<RunningRouter> {
  const entries = Array.from({ length: STREAMS }, (_, index) => {
    const name = index % 2 === 0 ? `run-${index}` : `flap-${index}`;
    return `  ${name}: { source: 'rtmp://127.0.0.1:1/live/${name}' }\n`;
  });
  const options = ['--ffmpeg', standIn(context.folder)];
  const router = new RunningRouter(context, `streams:\n${entries.join('')}`, options, ASK_EVERY_MS);
  await router.until(120_000, 'half of the streams run', ({ streams }) => {
    return streams.filter(({ phase }) => phase === 'running').length >= STREAMS / 2;
  });
  return router;
}
