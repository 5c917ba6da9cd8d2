import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { keyboardOf } from './support/keyboard.js';
import { untilPictureMoves } from './support/moving-picture.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const TEXT = `# Streams of the site.
${FREE_PORTS}
streams:
  # The old one, in the cellar.
  old:
    source: push:live/old   # moves in May
    enabled: false
`;
const PUSH = '    source: push:live/demo';
const PULL = '    source: rtmp://127.0.0.1:1/live/demo';
const OFF = '    enabled: false';
const REFUSED = 'The source server refuses the connection.';

describe.runIf(hasBrowser)('a newcomer', () => {
  const scene = usePageScene({ text: TEXT, pushed: ['demo'] });

  it('adds the demo stream, sees it run and its picture move, copies its address, reads its log, breaks it, reads why, repairs, disables, deletes it', async () => {
    const { page } = scene();
    const dialog = page.getByRole('dialog');
    await page.getByRole('link', { name: 'Add a stream' }).click();
    await page.getByLabel('Name', { exact: true }).fill('demo');
    await page.getByLabel('It is pushed to me').check();
    await page.getByText(/^rtmp:\/\/127\.0\.0\.1:\d+\/live\/demo$/).waitFor();
    await page.getByRole('button', { name: 'Test this source' }).click();
    await page.getByText('Video: h264, 320×180, 25 fps').waitFor();
    await page.getByText('Audio: aac').waitFor();
    await untilSaid(['+   demo:', `+ ${PUSH}`]);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await untilState('Running');
    await untilFile(['  demo:', PUSH]);

    await page.getByRole('button', { name: 'Show it live' }).click();
    await untilPictureMoves(page);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop the live picture' }).click();

    await page.getByRole('button', { name: 'Copy: RTSP address of demo' }).click();
    await untilCopied();

    await logHas('Why it was started: it is wanted and does not run');
    await page.getByText('FFmpeg command').click();
    await logHas(/ffmpeg .*-c(?::\w)? copy/);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Play it from a server').check();
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/demo');
    await untilSaid([`- ${PUSH}`, `+ ${PULL}`]);
    await page.getByRole('button', { name: 'Save' }).click();
    await untilVerdict(REFUSED);
    await untilVerdict('Check host and port');
    await logHas('Connection refused');
    await untilFile(['  demo:', PULL]);
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('It is pushed to me').check();
    await untilSaid([`- ${PULL}`, `+ ${PUSH}`]);
    await page.getByRole('button', { name: 'Save' }).click();
    await untilState('Running');
    await untilFile(['  demo:', PUSH]);

    await page.getByRole('button', { name: 'Disable' }).click();
    await untilSaid([`+ ${OFF}`]);
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await untilState('Disabled');
    await untilFile(['  demo:', PUSH, OFF]);

    await page.getByRole('button', { name: 'Delete' }).click();
    await untilSaid(['-   demo:', `- ${PUSH}`, `- ${OFF}`]);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Streams', level: 1 }).waitFor();
    await page.getByText('demo', { exact: true }).waitFor({ state: 'detached' });
    await untilFile([]);
  });

  it('does the same with the keyboard alone', async () => {
    const { page } = scene();
    await page.getByRole('link', { name: 'Add a stream' }).waitFor();
    const keyboard = keyboardOf(page);
    await keyboard.press('Add a stream', 'Enter');
    await page.getByRole('heading', { name: 'Add a stream', level: 1 }).waitFor();
    await keyboard.type('Name', 'demo');
    await keyboard.goTo('Play it from a server');
    await page.keyboard.press('ArrowRight');
    await keyboard.press('Test this source', 'Space');
    await page.getByText('Video: h264').waitFor();
    await untilSaid(['+   demo:', `+ ${PUSH}`]);
    await keyboard.press('Save', 'Enter');
    await untilState('Running');
    await untilFile(['  demo:', PUSH]);

    await keyboard.press('Show it live', 'Enter');
    await untilPictureMoves(page);
    await keyboard.press('Stop the live picture', 'Space');

    await keyboard.press('Copy: RTSP address of demo', 'Enter');
    await untilCopied();

    await keyboard.press('FFmpeg command (credentials left out)', 'Enter');
    await logHas(/ffmpeg .*-c(?::\w)? copy/);
    await logHas('Why it was started: it is wanted and does not run');

    await keyboard.press('Edit', 'Enter');
    await page.getByRole('heading', { name: 'Edit demo', level: 1 }).waitFor();
    await keyboard.goTo('It is pushed to me');
    await page.keyboard.press('ArrowLeft');
    await keyboard.type('Address to play from', 'rtmp://127.0.0.1:1/live/demo');
    await untilSaid([`- ${PUSH}`, `+ ${PULL}`]);
    // From a field the form is sent as any form is.
    await page.keyboard.press('Enter');
    await untilVerdict(REFUSED);
    await untilVerdict('Check host and port');
    await keyboard.goTo('Lines of the log');
    await logHas('Connection refused');
    await untilFile(['  demo:', PULL]);

    await keyboard.press('Edit', 'Enter');
    await page.getByRole('heading', { name: 'Edit demo', level: 1 }).waitFor();
    await keyboard.goTo('Play it from a server');
    await page.keyboard.press('ArrowRight');
    await untilSaid([`- ${PULL}`, `+ ${PUSH}`]);
    await keyboard.press('Save', 'Space');
    await untilState('Running');
    await untilFile(['  demo:', PUSH]);

    await keyboard.press('Disable', 'Enter');
    await untilSaid([`+ ${OFF}`]);
    // A dialog keeps the focus, lets go of it with Escape, and gives it back.
    await keyboard.staysWithin('dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => keyboard.focused(), { timeout: 30_000 }).toBe('Disable');
    await page.keyboard.press('Enter');
    await untilSaid([`+ ${OFF}`]);
    await keyboard.press('Disable', 'Enter');
    await untilState('Disabled');
    await untilFile(['  demo:', PUSH, OFF]);

    await keyboard.press('Delete', 'Enter');
    await untilSaid(['-   demo:', `- ${PUSH}`, `- ${OFF}`]);
    await keyboard.press('Delete', 'Enter');
    await page.getByRole('heading', { name: 'Streams', level: 1 }).waitFor();
    await page.getByText('demo', { exact: true }).waitFor({ state: 'detached' });
    await untilFile([]);
  });

  /** Resolves when the page says that just these lines of the file would change. */
  function untilSaid(lines: readonly string[]): Promise<void> {
    return expect.poll(() => saidChange(scene().page), { timeout: 30_000 }).toEqual(lines);
  }

  /** Resolves when the file has these lines below what it had at first, comments and all, and the page shows them. */
  async function untilFile(lines: readonly string[]): Promise<void> {
    const { router, page } = scene();
    const text = TEXT + lines.map((line) => `${line}\n`).join('');
    const content = (): string => readFileSync(router.config, 'utf8');
    await waitFor('what the page said in the file', () => content() === text || undefined, 30_000, content);
    if (lines.length > 0) await expect.poll(() => shownEntry(page), { timeout: 30_000 }).toEqual(lines);
  }

  async function untilCopied(): Promise<void> {
    const { page, router } = scene();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const { rtspUrl } = await router.untilStream('demo', 'running');
    expect(rtspUrl).toMatch(/^rtsp:\/\/.*\/demo$/);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(rtspUrl);
  }

  async function untilState(text: string): Promise<void> {
    await scene().page.locator('.stream-view-state').getByText(text, { exact: true }).waitFor();
  }

  async function untilVerdict(text: string): Promise<void> {
    await scene().page.getByRole('region', { name: 'How it stands' }).getByText(text).waitFor();
  }

  async function logHas(text: string | RegExp): Promise<void> {
    await scene().page.getByRole('region', { name: 'Log', exact: true }).getByText(text).first().waitFor();
  }
});

/** Lines that the shown change takes out of the file and puts into it, with their sign. */
function saidChange(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('tr.diff-removed, tr.diff-added')].map((row) =>
    (row.className === 'diff-added' ? '+ ' : '- ') + row.querySelector('.diff-text').textContent)`);
}

/** The lines of the stream, as its view shows them. */
function shownEntry(page: Page): Promise<string[]> {
  return page.evaluate(
    `[...document.querySelectorAll('.entry-lines > div')].map((line) => line.lastChild.textContent)`,
  );
}
