import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser, launchBrowser } from './support/browser.js';
import { type Keyboard, keyboardOf } from './support/keyboard.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { type OpenPage, openPage } from './support/page.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const TEXT = `# Streams of the site.
${FREE_PORTS}
streams:
  # The old one, in the cellar.
  old:
    source: push:live/old   # moves in May
    enabled: false
`;
const ADDED = `${TEXT}  demo:\n    source: push:live/demo\n`;
const BROKEN = ADDED.replace('push:live/demo', 'rtmp://127.0.0.1:1/live/demo');
const DISABLED = `${ADDED}    enabled: false\n`;

describe.runIf(hasBrowser)('a newcomer', () => {
  let browser: Browser;
  let router: TestRouter;
  let publisher: Publisher;
  let open: OpenPage;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  beforeEach(async () => {
    router = new TestRouter(TEXT);
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/demo`);
    open = await openPage(browser, `http://${listeners.http.address}/`);
  });

  afterEach(async () => {
    expect(open.complaints).toEqual([]);
    await open.context.close();
    await end(publisher);
    await router.dispose();
  });

  afterAll(async () => {
    await browser.close();
  });

  const untilFile = (text: string): Promise<true> =>
    waitFor(
      'the file to be what the page said',
      () => readFileSync(router.config, 'utf8') === text || undefined,
      30_000,
      () => readFileSync(router.config, 'utf8'),
    );

  it('adds a stream, sees it run, copies its address, reads its log, breaks it, repairs it, disables it, deletes it', async () => {
    const { page } = open;
    await page.getByRole('link', { name: 'Add a stream' }).click();
    await page.getByLabel('Name', { exact: true }).fill('demo');
    await page.getByLabel('It is pushed to me').check();
    await page.getByText(/^rtmp:\/\/127\.0\.0\.1:\d+\/live\/demo$/).waitFor();
    await page.getByRole('button', { name: 'Test this source' }).click();
    await page.getByText('Video: h264, 320×180, 25 fps').waitFor();
    await page.getByText('Audio: aac').waitFor();
    await added(page, 'source: push:live/demo').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await state(page, 'Running').waitFor();
    await untilFile(ADDED);

    await page.getByRole('button', { name: 'Copy: RTSP address of demo' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const [, demo] = (await router.status())?.streams ?? [];
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(demo?.rtspUrl);

    await page.getByText('Why it was started: it is wanted and does not run').waitFor();
    await page.getByText('FFmpeg command').click();
    await page.getByText(/^ffmpeg .*-c.* copy|\/ffmpeg .*copy/).waitFor();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Play it from a server').check();
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/demo');
    await added(page, 'source: rtmp://127.0.0.1:1/live/demo').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await verdict(page, 'The source server refuses the connection.').waitFor();
    await verdict(page, 'Check host and port').waitFor();
    await untilFile(BROKEN);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('It is pushed to me').check();
    await added(page, 'source: push:live/demo').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await state(page, 'Running').waitFor();
    await untilFile(ADDED);

    await page.getByRole('button', { name: 'Disable' }).click();
    const dialog = page.getByRole('dialog');
    await added(page, 'enabled: false').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await state(page, 'Disabled').waitFor();
    await untilFile(DISABLED);

    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('demo:').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Streams', level: 1 }).waitFor();
    await page.getByText('demo', { exact: true }).waitFor({ state: 'detached' });
    await untilFile(TEXT);
  });

  it('does the same with the keyboard alone', async () => {
    const { page } = open;
    await page.getByRole('link', { name: 'Add a stream' }).waitFor();
    const keyboard: Keyboard = keyboardOf(page);
    await keyboard.press('Add a stream', 'Enter');
    await page.getByRole('heading', { name: 'Add a stream', level: 1 }).waitFor();
    await keyboard.type('Name', 'demo');
    await keyboard.goTo('Play it from a server');
    await page.keyboard.press('ArrowRight');
    await keyboard.press('Test this source', 'Space');
    await page.getByText('Video: h264').waitFor();
    await added(page, 'source: push:live/demo').waitFor();
    await keyboard.press('Save', 'Enter');
    await state(page, 'Running').waitFor();
    await untilFile(ADDED);

    await keyboard.press('Copy: RTSP address of demo', 'Enter');
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    await keyboard.goTo('Lines of the log', 'FFmpeg command (credentials left out)');

    await keyboard.press('Edit', 'Enter');
    await page.getByRole('heading', { name: 'Edit demo', level: 1 }).waitFor();
    await keyboard.goTo('It is pushed to me');
    await page.keyboard.press('ArrowLeft');
    await keyboard.type('Address to play from', 'rtmp://127.0.0.1:1/live/demo');
    await added(page, 'rtmp://127.0.0.1:1/live/demo').waitFor();
    // From a field the form is sent as any form is.
    await page.keyboard.press('Enter');
    await verdict(page, 'The source server refuses the connection.').waitFor();
    await untilFile(BROKEN);

    await keyboard.press('Edit', 'Enter');
    await page.getByRole('heading', { name: 'Edit demo', level: 1 }).waitFor();
    await keyboard.goTo('Play it from a server');
    await page.keyboard.press('ArrowRight');
    await added(page, 'push:live/demo').waitFor();
    await keyboard.press('Save', 'Space');
    await state(page, 'Running').waitFor();

    await keyboard.press('Disable', 'Enter');
    await added(page, 'enabled: false').waitFor();
    // A dialog keeps the focus, lets go of it with Escape, and gives it back.
    await keyboard.staysWithin('dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => keyboard.focused(), { timeout: 30_000 }).toBe('Disable');
    await page.keyboard.press('Enter');
    await added(page, 'enabled: false').waitFor();
    await keyboard.press('Disable', 'Enter');
    await state(page, 'Disabled').waitFor();
    await untilFile(DISABLED);

    await keyboard.press('Delete', 'Enter');
    await page.getByRole('dialog').getByText('demo:').waitFor();
    await keyboard.press('Delete', 'Enter');
    await page.getByText('demo', { exact: true }).waitFor({ state: 'detached' });
    await untilFile(TEXT);
  });
});

const state = (page: Page, text: string) =>
  page.locator('.stream-view-state').getByText(text, { exact: true });
const verdict = (page: Page, text: string) =>
  page.getByRole('region', { name: 'How it stands' }).getByText(text);
/** A line that the shown change adds to the file. */
const added = (page: Page, text: string) => page.locator('tr.diff-added').getByText(text);
