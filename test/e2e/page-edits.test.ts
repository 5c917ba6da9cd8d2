import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { usePageScene } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const TEXT = `${FREE_PORTS}
profiles:
  camera: { firstFrameTimeout: 30s }
  north: { labels: { site: north } }
streams:
  # The gate.
  gate:
    source: rtmp://viewer:topsecret@127.0.0.1:1/live/gatekey   # old camera
    stallTimeout: 20s
  yard: { source: push:live/yard }
`;

describe.runIf(hasBrowser)('edits in the page', () => {
  const scene = usePageScene({ text: TEXT });
  const content = (): string => readFileSync(scene().router.config, 'utf8');
  const untilFile = (text: string): Promise<true> =>
    waitFor('the file', () => content() === text || undefined, 30_000, content);

  it('keep a credential that nobody sees, and what has no field', async () => {
    const { page, url } = scene();
    await page.goto(`${url}/streams/gate/edit`);
    await page.getByText('Stays as it is, and is changed in the configuration: stallTimeout.').waitFor();
    await page.getByLabel('Path (optional)').fill('site/gate');
    await added(page, 'path: site/gate').waitFor();
    await page.getByLabel('north').check();
    await added(page, 'profile: north').waitFor();
    await page.getByLabel('camera').check();
    await page.getByText('In this order: north, camera.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await added(page, 'camera').waitFor();
    expect(await page.content()).not.toMatch(/topsecret|gatekey/);
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile(TEXT.replace('20s\n', '20s\n    profile: [ north, camera ]\n    path: site/gate\n'));
  });

  it('are told at their field what is wrong with them', async () => {
    const { page, url } = scene();
    await page.goto(`${url}/add`);
    await page.getByLabel('Name', { exact: true }).fill('yard');
    await page.getByText('There is a stream yard already.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('-hall');
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/hall');
    await described(page, 'Name', 'a name starts with a letter or digit');
    await page.getByLabel('Name', { exact: true }).fill('hall');
    await page.getByLabel('Address to play from').fill('ftp://nothing');
    await described(page, 'Address to play from', 'this is no source');
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/hall');
    await page.getByLabel('Path (optional)').fill('yard');
    await described(page, 'Path (optional)', '"hall" would be published at the path "yard"');
    await page.getByLabel('Path (optional)').fill('');
    await page.getByLabel('Video').selectOption('Encode');
    await page.getByLabel('Bit rate').first().fill('fast');
    await described(page, 'Bit rate', 'this is no bit rate');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByLabel('Bit rate').first().fill('800k');
    await added(page, '800k').waitFor();
    await page.getByRole('button', { name: 'Test this source' }).click();
    await page.locator('.source-test').getByText('The source server refuses the connection.').waitFor();
    expect(content()).toBe(TEXT);
  });

  it('that are based on what is no longer there are refused, and the newer content is shown', async () => {
    const { page, router, url } = scene();
    await page.goto(`${url}/streams/gate/edit`);
    await page.getByLabel('Path (optional)').fill('mine');
    await added(page, 'path: mine').waitFor();
    const newer = TEXT.replace('stallTimeout: 20s', 'stallTimeout: 30s');
    router.write(newer);
    const alert = page.getByRole('alert').filter({ hasText: 'The file was changed meanwhile' });
    await alert.getByText('stallTimeout: 30s').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await seriousFaults(page)).toEqual([]);
    expect(content()).toBe(newer);
    await alert.getByRole('button', { name: 'Keep what I entered' }).click();
    await added(page, 'path: mine').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile(newer.replace('30s\n', '30s\n    path: mine\n'));
  });

  it('of the whole text show what they change and what is wrong, and keep credentials and comments', async () => {
    const { page, url } = scene();
    await page.goto(`${url}/config`);
    await page.getByText('What stands in the file is live.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Text of the file' });
    const shown = await area.inputValue();
    expect(shown).not.toMatch(/topsecret|gatekey/);
    expect(shown).toContain('# The gate.');
    await area.fill(shown.replace('stallTimeout', 'stalTimeout'));
    await page.getByText('Did you mean "stallTimeout"?').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await area.fill(shown.replace('20s', '25s'));
    await added(page, 'stallTimeout: 25s').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile(TEXT.replace('20s', '25s'));
    await page.getByText('stallTimeout: 25s').waitFor();
  });

  it('of the whole text are refused when somebody else was faster', async () => {
    const { page, router, url } = scene();
    await page.goto(`${url}/config`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Text of the file' });
    await area.fill((await area.inputValue()).replace('20s', '25s'));
    await added(page, 'stallTimeout: 25s').waitFor();
    const newer = `${TEXT}  hall: { source: push:live/hall }\n`;
    router.write(newer);
    const alert = page.getByRole('alert').filter({ hasText: 'The file was changed meanwhile' });
    await alert.getByText('hall:').waitFor();
    await alert.getByRole('button', { name: 'Go on with the newer content' }).click();
    await expect.poll(() => area.inputValue()).toContain('hall:');
    expect(content()).toBe(newer);
  });

  it('show mistakes that somebody made in an editor, in their place', async () => {
    const { page, router } = scene();
    router.write(TEXT.replace('push:live/yard', 'nothing'));
    await page.getByRole('link', { name: 'Show what is wrong' }).click();
    await page.getByText('The file has mistakes; what was valid before stays live.').waitFor();
    await page.locator('.file-line.is-wrong').getByText('yard').waitFor();
    await page.locator('.file-line-problem').getByText('this is no source').waitFor();
    await page.getByRole('button', { name: /^line \d+, column \d+$/ }).click();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.content()).not.toMatch(/topsecret|gatekey/);
  });
});

const added = (page: Page, text: string) => page.locator('tr.diff-added').getByText(text);

/** Resolves when what describes a field, to the eye and to a screen reader, says so. */
async function described(page: Page, label: string, text: string): Promise<void> {
  await page
    .locator('.field')
    .filter({ has: page.getByLabel(label, { exact: true }) })
    .filter({ has: page.locator('[aria-invalid="true"]') })
    .getByText(text)
    .waitFor();
}
