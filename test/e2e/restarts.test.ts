import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

/**
 * Memory and descriptors over many restarts. A stand-in for FFmpeg, since thousands of real ones would take hours; that real ones are
 * restarted as often as they are killed is shown in kills.test.ts.
 */
const IS_SOAK = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const [WARM, ALL] = IS_SOAK ? [1_000, 10_000] : [200, 600];
const STREAMS = 40;

let router: TestRouter;

beforeEach(() => {
  // SRT, since nobody can ask whether such a source is back: it is tried again when its time has come.
  const entries = Array.from(
    { length: STREAMS },
    (_, index) => `  cam-${index}: { source: 'srt://127.0.0.1:1?streamid=${index}' }\n`,
  );
  router = new TestRouter(
    `${FREE_PORTS}defaults: { backoff: { initial: 100ms, max: 100ms } }\nstreams:\n${entries.join('')}`,
  );
});

afterEach(() => router.dispose());

/** Says that media flows, then ends as FFmpeg does at the end of its source. */
function standIn(): string {
  const path = join(router.folder, 'ffmpeg');
  const lines = [
    '#!/bin/bash',
    'case "$*" in *-version*) echo "ffmpeg version 7.1-test"; exit ;; *"-i "*) ;; *) exit ;; esac',
    "printf 'out_time_us=40000\\nprogress=continue\\n'",
    'exit 0',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o700 });
  return path;
}

async function untilRestarts(count: number): Promise<void> {
  await router.until(
    ({ streams }) => streams.reduce((sum, { restarts }) => sum + restarts, 0) >= count,
    600_000,
  );
}

function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1_024;
}

it(`keeps its memory and its descriptors over ${ALL} restarts`, { timeout: 1_200_000 }, async () => {
  await router.start('--ffmpeg', standIn(), '--log-level', 'error');
  const pid = router.process?.pid ?? 0;
  await untilRestarts(WARM);
  const warmMiB = residentMiB(pid);
  const warmDescriptors = readdirSync(`/proc/${pid}/fd`).length;
  await untilRestarts(ALL);
  const allMiB = residentMiB(pid);
  process.stdout.write(
    `resident ${warmMiB.toFixed(1)} MiB after ${WARM} restarts, ${allMiB.toFixed(1)} MiB after ${ALL}\n`,
  );
  // In the quick run V8 has not yet found the size that it stays at.
  expect(allMiB / warmMiB).toBeLessThanOrEqual(IS_SOAK ? 1.1 : 1.5);
  await waitFor(
    'descriptors',
    // Each running stand-in has two outputs.
    () => readdirSync(`/proc/${pid}/fd`).length <= warmDescriptors + 2 * STREAMS || undefined,
  );
  expect(readdirSync(join(router.stateDir, 'logs', 'cam-0')).length).toBeLessThanOrEqual(7);
});
