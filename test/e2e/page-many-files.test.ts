import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { openPage } from './support/page.js';
import { useBrowser } from './support/page-scene.js';
import { FREE_PORTS } from './support/router.js';
import { RouterAt } from './support/router-at.js';
import { waitFor } from './support/wait-for.js';

describe.runIf(hasBrowser)('the page, of a folder of files', () => {
  const browser = useBrowser();
  let router: RouterAt;
  let url: string;
  const path = (name: string): string => join(router.config, name);

  const untilFile = (name: string, part: string): Promise<true> => {
    const content = (): string => readFileSync(path(name), 'utf8');
    return waitFor(`"${part}" in ${name}`, () => content().includes(part) || undefined, 30_000, content);
  };

  beforeAll(async () => {
    router = new RouterAt((folder) => ({ config: join(folder, 'conf') }));
    mkdirSync(router.config);
    writeFileSync(path('main.yaml'), `${FREE_PORTS}streams: {}\n`);
    writeFileSync(path('north.yaml'), '# The north.\nstreams:\n  gate: { source: push:live/gate }\n');
    const { listeners } = await router.start();
    url = `http://${listeners.http.address}`;
  });

  afterAll(async () => {
    await router.dispose();
  });

  it('shows each with what is wrong in it, and leads to where that is', async () => {
    const { page, context, complaints } = await openPage(browser(), `${url}/config`);
    const choice = page.getByLabel('File (of 2):');
    await choice.waitFor();
    const text = page.getByRole('region', { name: 'Text of the file' });
    await text.getByText('version: 1').waitFor();
    await choice.selectOption(path('north.yaml'));
    await text.getByText('# The north.').waitFor();
    expect(await text.getByText('version: 1').count()).toBe(0);

    writeFileSync(path('main.yaml'), `${FREE_PORTS}streams:\n  gate: { source: push:live/other }\n`);
    const place = `${path('north.yaml')}, line 3, column 3`;
    await choice.selectOption(path('main.yaml'));
    await page.getByRole('button', { name: place }).click();
    await text.getByText('"gate" stands in another file as well.').waitFor();
    expect(await text.getByText(`${path('main.yaml')}, line 4, column 3`).count()).toBe(1);
    expect(await page.evaluate('document.activeElement?.id')).toBe('line-3');
    expect(await seriousFaults(page)).toEqual([]);
    writeFileSync(path('main.yaml'), `${FREE_PORTS}streams: {}\n`);
    await page.getByText('What stands in the file is live.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('edits the one that is shown, and the one that holds a stream', async () => {
    const { page, context } = await openPage(browser(), `${url}/config`);
    await page.getByLabel('File (of 2):').selectOption(path('north.yaml'));
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Text of the file' });
    await area.fill('# The far north.\nstreams:\n  gate: { source: push:live/gate }\n');
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile('north.yaml', '# The far north.');

    await page.goto(`${url}/streams/gate`);
    await page.getByRole('link', { name: new RegExp(`${path('north.yaml')}.*3`) }).waitFor();
    await page.goto(`${url}/add`);
    await page.getByLabel('Name', { exact: true }).fill('yard');
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/yard');
    const preview = page.getByRole('region', { name: 'Change of the file' });
    await preview.getByText(path('main.yaml')).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile('main.yaml', 'yard:');
    // Or where somebody wants it to go.
    await page.goto(`${url}/add`);
    await page.getByLabel('File', { exact: true }).selectOption(path('north.yaml'));
    await page.getByLabel('Name', { exact: true }).fill('barn');
    await page.getByLabel('Address to play from').fill('rtmp://127.0.0.1:1/live/barn');
    await preview.getByText(path('north.yaml')).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await untilFile('north.yaml', 'barn:');
    await context.close();
  });

  it('offers nobody another file in place of one that goes while it is edited', async () => {
    const { page, context } = await openPage(browser(), `${url}/config`);
    writeFileSync(path('south.yaml'), 'streams:\n  pier: { source: push:live/pier }\n');
    await page.getByLabel('File (of 3):').selectOption(path('south.yaml'));
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Text of the file' });
    await area.fill('streams:\n  pier: { source: push:live/quay }\n');
    await page.getByRole('region', { name: 'Change of the file' }).getByText('push:live/quay').waitFor();
    rmSync(path('south.yaml'));
    await page.getByRole('alert').getByText('The file is no longer there').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await area.inputValue()).toContain('quay');
    await context.close();
  });
});
