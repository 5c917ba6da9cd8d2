import { afterEach, expect, it } from 'vitest';
import { end, type Publisher, pushPicture } from './support/media.js';
import { isRunning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

const withTimeout = (stallTimeout: string): string =>
  `${FREE_PORTS}streams: { cam: { source: push:live/a, stallTimeout: ${stallTimeout} } }\n`;

it('a changed stallTimeout applies without a restart, and ends an FFmpeg that hangs', async () => {
  router = new TestRouter(withTimeout('1h'));
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
  const { pid } = await router.untilStream('cam', 'running');

  router.write(withTimeout('2s'));
  const changed = await router.until(({ streams }) => streams[0]?.policy.stallTimeoutMs === 2_000);
  expect(changed.streams[0]).toMatchObject({ phase: 'running', pid, restarts: 0 });

  process.kill(pid ?? 0, 'SIGSTOP');
  const after = await router.until(
    ({ streams }) => streams[0]?.phase === 'running' && streams[0].pid !== pid,
  );
  expect(after.streams[0]?.restarts).toBe(1);
  expect(isRunning(pid ?? 0)).toBe(false);
  const { output } = await router.stop();
  expect(output).toMatch(/"reason":"ProcessStopped".*"msg":"ffmpeg ended"/);
});
