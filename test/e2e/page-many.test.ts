import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { openPage } from './support/page.js';
import { useBrowser } from './support/page-scene.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

const NAMES = Array.from({ length: 500 }, (_, index) => `cam-${String(index).padStart(3, '0')}`);
const line = (name: string, index: number): string =>
  `  ${name}: { source: push:live/${name}${index % 2 === 0 ? '' : ', enabled: false'} }\n`;
const TEXT = `${FREE_PORTS}streams:\n${NAMES.map(line).join('')}`;

describe.runIf(hasBrowser)('five hundred streams', () => {
  const browser = useBrowser();
  let router: TestRouter;
  let url: string;

  beforeAll(async () => {
    router = new TestRouter(TEXT);
    const { listeners } = await router.start();
    url = `http://${listeners.http.address}/`;
  });

  afterAll(async () => {
    await router.dispose();
  });

  it.each([
    [390, 844],
    [1280, 900],
    [2560, 1440],
  ])(
    'are all reached by scrolling, with a hundred rows at most in the document (%i × %i)',
    async (width, height) => {
      const { page, context, complaints } = await openPage(browser(), url, { viewport: { width, height } });
      await page.getByText('500 streams').waitFor();
      await page.getByLabel('Sort by').selectOption('Order of the file');
      const seen = new Set<string>();
      let most = 0;
      for (let bottom = false; !bottom; ) {
        const names = await page.locator('.stream-row-name').allTextContents();
        most = Math.max(most, names.length);
        for (const name of names) seen.add(name);
        bottom = (await page.evaluate(
          'scrollBy(0, innerHeight); scrollY + innerHeight >= document.body.scrollHeight - 2',
        )) as boolean;
        // Rendered with the next frame but one.
        await page.evaluate(
          'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
        );
      }
      for (const name of await page.locator('.stream-row-name').allTextContents()) seen.add(name);
      expect(NAMES.filter((name) => !seen.has(name))).toEqual([]);
      expect(most).toBeLessThanOrEqual(100);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('are found, and reached one after the other by the Tab key', async () => {
    const { page, context } = await openPage(browser(), url);
    await page.getByText('500 streams').waitFor();
    await page.getByRole('button', { name: '250 Disabled' }).click();
    await page.getByText('250 of 500 streams').waitFor();
    await page.getByRole('searchbox').fill('cam-49');
    await page.getByText('5 of 500 streams').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('250 of 500 streams').waitFor();
    await page.getByRole('link', { name: 'cam-001' }).focus();
    // Two stops a row: its name, and the button that copies its address.
    for (let count = 0; count < 80; count += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('cam-081');
    await context.close();
  });
});
