import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { openPage } from './support/page.js';
import { useBrowser } from './support/page-scene.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

/** Would run if any text were taken for HTML. */
const SCRIPT = '<img src=x onerror=document.documentElement.dataset.hacked=1>';

const TEXT = `${FREE_PORTS}streams:
  gate:
    source: push:live/gate
    enabled: false
    labels: { note: "${SCRIPT}" } # ${SCRIPT}
  # Refused at once, so that its log has lines of FFmpeg.
  yard: { source: "rtsp://127.0.0.1:1/${encodeURIComponent(SCRIPT)}/it's", labels: { a: "${SCRIPT}" } }
`;

describe.runIf(hasBrowser)('texts from outside', () => {
  const browser = useBrowser();

  it('are shown as they are, in each view, and run nothing', async () => {
    const router = new TestRouter(TEXT);
    const { listeners } = await router.start();
    await router.untilStream('yard', 'backoff');
    const url = `http://${listeners.http.address}`;
    const { page, context, complaints } = await openPage(browser(), `${url}/`);
    const views: readonly (readonly [path: string, text: string])[] = [
      ['/', 'gate'],
      ['/streams/gate', `note=${SCRIPT}`],
      ['/streams/yard', `a=${SCRIPT}`],
      ['/streams/gate/edit', 'Edit gate'],
      ['/config', SCRIPT],
      [`/streams/${encodeURIComponent(SCRIPT)}`, SCRIPT],
      [`/streams/${encodeURIComponent(SCRIPT)}/edit`, SCRIPT],
    ];
    for (const [path, text] of views) {
      await page.goto(url + path);
      await page.getByText(text).first().waitFor();
    }
    await page.goto(`${url}/`);
    await page.getByLabel('Label').selectOption(`note=${SCRIPT}`);
    await page.getByRole('searchbox').fill(SCRIPT);
    // A mistake with it is told with it.
    router.write(TEXT.replace('enabled', `"${SCRIPT}": 1\n    enabled`));
    await page.goto(`${url}/config`);
    await page.locator('.file-line-problem').first().waitFor();
    expect(await page.evaluate('document.documentElement.dataset.hacked')).toBeUndefined();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
    await router.dispose();
  });

  it('may not come in as a script, a style or a frame', async () => {
    const router = new TestRouter(TEXT);
    const { listeners } = await router.start();
    const answer = await fetch(`http://${listeners.http.address}/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    // Nor does the page itself need any of that: nothing in it is inline or from elsewhere.
    const document = await answer.text();
    expect(document).not.toMatch(/<script(?![^>]*\bsrc="\/)|<style|\son\w+=|style=|https?:/);
    await router.dispose();
  });
});
