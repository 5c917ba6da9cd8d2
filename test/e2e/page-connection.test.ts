import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { freePort } from './support/free-port.js';
import { usePageScene } from './support/page-scene.js';

const GATE = '  gate: { source: push:live/gate }\n';
const YARD = '  yard: { source: push:live/yard }\n';

describe.runIf(hasBrowser)('the page of a router', () => {
  let head = '';
  const scene = usePageScene({
    // Always at the same address, since the page is to find the next router there.
    text: async () => {
      head = `version: 1\nlisten: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:${await freePort()} }\nstreams:\n`;
      return head + GATE;
    },
    pushed: ['gate'],
  });

  it('says that it was killed and how old is what it shows, and comes back by itself with nothing stale', async () => {
    const { page, router } = scene();
    await page.getByRole('listitem').filter({ hasText: 'gate' }).getByText('Running').waitFor();
    await page.evaluate('window.isTheSamePage = true');
    await router.kill();
    await page.getByRole('alert').filter({ hasText: 'The router does not answer.' }).waitFor();
    await page.getByText(/What you see is from \d\d:\d\d:\d\d, \d+ s ago/).waitFor();
    // What was known is still there to be read.
    await page.getByText('gate', { exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    router.write(head + YARD);
    await router.start();
    await page.getByText('yard', { exact: true }).waitFor();
    await page.getByText('The router does not answer.').waitFor({ state: 'detached' });
    await page.getByText('gate', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  });

  it('shows what is saved in an editor, also a mistake', async () => {
    const { page, router } = scene();
    await page.getByRole('listitem').filter({ hasText: 'gate' }).getByText('Running').waitFor();
    router.write(head + GATE + YARD);
    await page.getByText('yard', { exact: true }).waitFor();
    router.write(`${head + GATE}  hall: { sorce: push:live/hall }\n`);
    await page.getByText(/has 2 problems|has 1 problem/).waitFor();
    // What was valid before goes on.
    await page.getByText('yard', { exact: true }).waitFor();
    router.write(head + GATE);
    await page.getByText('yard', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText(/has \d problem/).waitFor({ state: 'detached' });
  });

  it('shows the same stream under its own address, through a restart of the router and a reload', async () => {
    const { page, router } = scene();
    await page.getByRole('listitem').filter({ hasText: 'gate' }).getByText('Running').waitFor();
    await page.getByRole('link', { name: 'gate' }).click();
    await page.getByRole('heading', { name: 'gate', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/streams/gate');
    await router.kill();
    await page.getByText('The router does not answer.').waitFor();
    await router.start();
    await page.getByText('The router does not answer.').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'gate', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Streams', level: 1 }).waitFor();
  });
});
