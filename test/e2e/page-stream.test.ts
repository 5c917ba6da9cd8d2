import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';

const TEXT = `${FREE_PORTS}streams:
  # The gate.
  gate: { source: push:live/gate }
`;

describe.runIf(hasBrowser)('the page of a stream', () => {
  const scene = usePageScene({ text: TEXT, pushed: ['gate'] });

  it('restarts it, says so, and shows the run that follows', async () => {
    const { page, router, url } = scene();
    const before = await router.untilStream('gate', 'running');
    await page.goto(`${url}/streams/gate`);
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.getByRole('status').filter({ hasText: 'gate is being restarted.' }).waitFor();
    const after = await router.until(
      ({ streams }) => streams[0]?.phase === 'running' && streams[0].pid !== before.pid,
    );
    expect(after.streams[0]?.restarts).toBe(before.restarts + 1);
    await page.locator('.stream-view-state').getByText('Running', { exact: true }).waitFor();
    await page.getByText('Why it was started: somebody asked for it').waitFor();
    // The run before is still there to be read.
    const runs = page.getByRole('combobox', { name: 'Run' });
    await expect.poll(() => runs.locator('option').count(), { timeout: 30_000 }).toBe(2);
    await runs.selectOption({ index: 1 });
    await page.getByText('It was asked to.').waitFor();
  });

  it('says that it was refused, and why', async () => {
    const { page, url } = scene();
    await page.goto(`${url}/streams/gate`);
    const restart = page.getByRole('button', { name: 'Restart' });
    await restart.waitFor();
    await page.route('**/restart', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'about:blank', title: '', status: 503, detail: '', code: 'busy' }),
      }),
    );
    await restart.click();
    await page.getByRole('alert').getByText('The router has too much to do. Try again.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.unroute('**/restart');
    await page.route('**/restart', (route) => route.abort());
    await restart.click();
    await page.getByRole('alert').getByText('Try again when the connection is back.').waitFor();
  });

  it('of a file that may not be written says so, and offers no change of it', async () => {
    const { page, router, url } = scene();
    chmodSync(router.config, 0o444);
    await page.goto(`${url}/config`);
    await page.getByText('The file cannot be changed here.').waitFor();
    await page.getByText(/streams\.yaml is read-only here\./).waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`${url}/add`);
    await page.getByText('The file cannot be changed here.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.goto(`${url}/streams/gate/edit`);
    await page.getByText('The file cannot be changed here.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    // Of the stream itself all is shown, and what does not need the file can be done.
    await page.goto(`${url}/streams/gate`);
    await page.getByRole('button', { name: 'Restart' }).waitFor();
    await page.getByText('The file cannot be changed here.').waitFor();
    for (const name of ['Disable', 'Delete'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    // As soon as it may be written it can be changed.
    chmodSync(router.config, 0o644);
    await page.goto(`${url}/config`);
    await page.getByRole('button', { name: 'Edit' }).waitFor();
  });
});
