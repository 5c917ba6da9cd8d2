import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RouterStatus } from '../../src/status/router-status.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

const NAMES = ['a', 'b', 'c', 'd'];

function text(names: readonly string[]): string {
  const streams = names.map((name) => `  ${name}: { source: push:live/picture }\n`);
  return `${FREE_PORTS}guard: { maxStopShare: 50% }\nstreams:\n${streams.join('')}`;
}

let router: TestRouter;
let publisher: Publisher | undefined;

beforeEach(async () => {
  router = new TestRouter(text(NAMES));
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/picture`);
});

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

const pids = ({ streams }: RouterStatus): unknown[] => streams.map(({ name, pid }) => [name, pid]);
const allRun = ({ streams }: RouterStatus): boolean => streams.every(({ phase }) => phase === 'running');
const isHeld = ({ configuration }: RouterStatus): boolean => configuration.held !== null;

it('a change that would stop most streams waits until it is approved', { timeout: 120_000 }, async () => {
  const before = await router.until(allRun);
  router.write(text(['a']));
  const planned = await router.command('plan', '--format', 'markdown');
  expect(planned.stdout).toContain(
    'Held back until it is approved: It would stop 3 of 4 running streams (b, c, d)',
  );
  const held = await router.until(isHeld);
  expect(held.configuration.held).toMatchObject({ stops: ['b', 'c', 'd'], running: 4 });
  expect(pids(held)).toEqual(pids(before));
  const status = await router.command('status');
  expect(status).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('"kazstreamlink approve"') });
  expect((await router.command('wait', '--timeout', '20s')).exitCode).toBe(1);
  const metrics = await (await fetch(`http://${held.listeners.http.address}/metrics`)).text();
  expect(metrics).toMatch(/^kazstreamlink_config_held_stops 3$/m);
  expect(metrics).toMatch(/^kazstreamlink_config_last_reload_successful 0$/m);

  // A router that is killed meanwhile makes it no more harmless.
  await router.kill();
  await router.start();
  const adopted = await router.until((now) => isHeld(now) && allRun(now));
  expect(pids(adopted)).toEqual(pids(before));

  const approved = await router.command('approve');
  expect(approved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('it stops b, c, d') });
  const after = await router.until(({ streams }) => streams.length === 1);
  expect(pids(after)).toEqual(pids(before).slice(0, 1));
  expect(after.configuration).toMatchObject({ held: null, liveSource: 'file' });
  expect((await router.command('approve')).stdout).toBe('Nothing is held back.');
  expect((await router.command('wait', '--timeout', '30s')).exitCode).toBe(0);
});

it.runIf(process.env['KAZSTREAMLINK_SOAK'])(
  'what was changed while no router ran is held too, unless it is told to let it pass',
  {
    timeout: 120_000,
  },
  async () => {
    const before = await router.until(allRun);
    await router.kill();
    router.write(text(['b']));
    await router.start();
    const held = await router.until(isHeld);
    expect(pids(held)).toEqual(pids(before));
    await router.kill();
    await router.start('--approve');
    const after = await router.until(({ streams }) => streams.length === 1);
    expect(pids(after)).toEqual(pids(before).slice(1, 2));
    // Only what was there then: the next change is held again.
    router.write(text(['x']));
    await router.until(isHeld);
    router.write(text([]).replace('streams:\n', 'streams: {}\n'));
    await router.until(({ streams }) => streams.length === 0);
  },
);
