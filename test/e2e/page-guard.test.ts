import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';

const HEAD = `${FREE_PORTS}guard: { maxStopShare: 50% }\n`;
const PATTERN = '  "drone-*": { source: "push:live/drone-*", path: "drones/*" }\n';
const STREAMS = '  gate: { source: push:live/gate }\n  yard: { source: push:live/yard }\n';
const HALL = '  hall: { source: push:live/hall, path: drones/x }\n';
const TEXT = `${HEAD}streams:\n${PATTERN}${STREAMS}${HALL}`;

describe.runIf(hasBrowser)('what waits for somebody, in the page', () => {
  const scene = usePageScene({ text: TEXT, pushed: ['gate', 'yard', 'drone-x'] });

  it('is a publisher that becomes no stream, and then a change that would stop too much', async () => {
    const { page, router, url } = scene();
    const patterns = page.getByRole('list', { name: 'Patterns' });
    await patterns.getByText('0 streams now').waitFor();
    await patterns
      .getByText('Whoever pushes to live/drone-x becomes no stream: its path "drones/x" is that of "hall".')
      .waitFor();
    const told = await router.command('status');
    expect(told.stdout).toContain('Whoever pushes to live/drone-x becomes no stream');
    expect(await seriousFaults(page)).toEqual([]);
    // As soon as the path is free it is one, and nothing is said any more.
    router.write(TEXT.replace(HALL, ''));
    await patterns.getByText('1 stream now').waitFor();
    await page.getByRole('link', { name: 'drone-x' }).waitFor();
    expect(await patterns.getByText('becomes no stream').count()).toBe(0);
    await router.untilStream('drone-x', 'running');

    await page.goto(`${url}/config`);
    await page.getByText('What stands in the file is live.').waitFor();
    router.write(`${HEAD}streams:\n${PATTERN}  tower: { source: push:live/tower }\n`);
    await page.getByText(/would stop 2 of 3 running streams, so it is held back\./).waitFor();
    await page.getByText('gate, yard', { exact: true }).waitFor();
    // The file is shown as it is by now, and that it is not what runs.
    await page.getByText('What stands in the file is held back; what was live before stays live.').waitFor();
    await page.getByRole('region', { name: 'Text of the file' }).getByText('tower').waitFor();
    await page.getByText('"drone-*": { source: "push:live/drone-*"').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`${url}/streams/tower`);
    await page.getByText('It stands in the file, and is not live yet.').waitFor();
    await page.getByRole('button', { name: 'Let it pass and stop 2 streams' }).click();
    await page.getByRole('status').filter({ hasText: 'The file is live.' }).waitFor();
    await page.getByText('Nobody pushes to this path of the ingest.').first().waitFor();
    expect(await page.getByText('held back').count()).toBe(0);
    const { streams } = await router.until((now) => now.streams.length === 2);
    expect(streams.map(({ name }) => name)).toEqual(['tower', 'drone-x']);
  });
});
