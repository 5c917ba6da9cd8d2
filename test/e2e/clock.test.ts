import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { end, type Publisher, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  delete process.env['NODE_OPTIONS'];
  await end(publisher);
  await router.dispose();
});

/** A program whose clock can be set while it runs, by as many milliseconds as the file says. */
function settableClock(): { readonly set: (byMs: number) => void } {
  const file = join(router.folder, 'clock');
  const shim = join(router.folder, 'clock.cjs');
  writeFileSync(file, '0');
  writeFileSync(
    shim,
    `const { readFileSync } = require('node:fs'); const real = Date.now;
     Date.now = () => real() + Number(readFileSync(${JSON.stringify(file)}, 'latin1'));`,
  );
  process.env['NODE_OPTIONS'] = `--require ${shim}`;
  return { set: (byMs) => writeFileSync(file, String(byMs)) };
}

const HOUR_MS = 3_600_000;

it('a clock that is set ends no stream and delays no next try', async () => {
  router =
    new TestRouter(`${FREE_PORTS}defaults: { stallTimeout: 1s, backoff: { initial: 200ms, max: 400ms } }
streams: { cam: { source: push:live/a }, gone: { source: 'srt://127.0.0.1:1' } }\n`);
  const clock = settableClock();
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
  const before = await router.untilStream('cam', 'running');
  for (const byMs of [HOUR_MS, 0, -HOUR_MS]) {
    clock.set(byMs);
    const tries = (await router.status())?.streams[1]?.restarts ?? 0;
    const after = await router.until(({ streams }) => (streams[1]?.restarts ?? 0) >= tries + 1);
    expect(after.streams[0]).toMatchObject({ phase: 'running', pid: before.pid, restarts: 0 });
    // What is shown goes by the clock as it is now.
    const shownMs = Date.parse(after.streams[0]?.since ?? '') - byMs;
    expect(Math.abs(shownMs - Date.parse(before.since ?? ''))).toBeLessThan(2_000);
  }
});
