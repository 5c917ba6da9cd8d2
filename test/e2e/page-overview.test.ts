import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';

const TEXT = `${FREE_PORTS}streams:
  gate: { source: push:live/gate }
  yard: { source: push:live/yard }
  tower: { source: rtmp://user:topsecret@127.0.0.1:1/live/towerkey }
  old: { source: push:live/old, enabled: false }
`;

describe.runIf(hasBrowser)('the overview', () => {
  const scene = usePageScene({ text: TEXT, pushed: ['gate'] });

  it('shows what is up and what is not, why, and what to do', async () => {
    const { page } = scene();
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    await row('gate').getByText('Running').waitFor();
    await row('gate').getByText('Mbit/s').or(row('gate').getByText('kbit/s')).waitFor();
    await row('gate').getByText('fps').waitFor();
    await row('yard').getByText('Nobody pushes to this path of the ingest.').waitFor();
    await row('yard')
      .getByText(/rtmp:.*\/live\/yard/)
      .waitFor();
    await row('tower').getByText('The source server refuses the connection.').waitFor();
    await row('tower').getByText('Check host and port').waitFor();
    await page.getByRole('button', { name: '1 Failing' }).click();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('button', { name: '1 Failing' }).click();
    await page.getByRole('searchbox').fill('YARD');
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('searchbox').fill('refuses firewall');
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await row('tower').waitFor();
    const text = await page.content();
    expect(text).not.toMatch(/topsecret|towerkey/);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('copies an address', async () => {
    const { page, router } = scene();
    await page.getByRole('button', { name: 'Copy: RTSP address of gate' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const { streams } = (await router.status()) ?? {};
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(streams?.[0]?.rtspUrl);
  });
});
