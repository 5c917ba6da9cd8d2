import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { isRunning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { SourceRouter } from './support/source-router.js';

const source = new SourceRouter();
let router: TestRouter;

afterEach(async () => {
  await router.dispose();
  await source.dispose();
});

/** For the stream `stuck` a stand-in that says all is well and heeds no SIGTERM; for the others the real FFmpeg. */
const DEAF_FFMPEG = `#!/bin/sh
case "$*" in
*/stuck) trap '' TERM ;;
*) exec ffmpeg "$@" ;;
esac
us=0
while :; do
  us=$((us + 200000))
  printf 'out_time_us=%s\\nprogress=continue\\n' "$us"
  sleep 0.2
done
`;

it('an FFmpeg that heeds no SIGTERM delays the change of no other stream', async () => {
  const url = await source.start();
  const text = (names: readonly string[], transport: string): string =>
    `${FREE_PORTS}streams:\n${names.map((name) => `  ${name}: { source: "${url}", ${transport} }\n`).join('')}`;
  router = new TestRouter(text(['stuck', 'changed', 'removed'], 'audio: copy'));
  const ffmpeg = join(router.folder, 'deaf-ffmpeg');
  writeFileSync(ffmpeg, DEAF_FFMPEG);
  chmodSync(ffmpeg, 0o755);
  await router.start('--ffmpeg', ffmpeg);
  const before = await router.until(({ streams }) => streams.every(({ phase }) => phase === 'running'));
  const pidOf = ({ streams }: typeof before, name: string): StreamStatus['pid'] =>
    streams.find((stream) => stream.name === name)?.pid ?? null;
  const stuck = pidOf(before, 'stuck');

  router.write(text(['stuck', 'changed', 'added'], 'audio: none'));
  await router.until((status) => {
    const phases = status.streams.map(({ name, phase }) => `${name} ${phase}`);
    return (
      phases.includes('stuck stopping') &&
      phases.includes('changed running') &&
      phases.includes('added running') &&
      !phases.some((phase) => phase.startsWith('removed')) &&
      pidOf(status, 'stuck') === stuck &&
      pidOf(status, 'changed') !== pidOf(before, 'changed')
    );
  });
  const after = await router.until(
    (status) => status.streams.every(({ phase }) => phase === 'running') && pidOf(status, 'stuck') !== stuck,
  );
  expect(after.streams.find(({ name }) => name === 'stuck')?.restarts).toBe(1);
  for (const { pid } of before.streams) expect(isRunning(pid ?? 0)).toBe(false);
});
