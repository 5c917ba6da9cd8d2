import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from './support/accessibility.js';
import { hasBrowser } from './support/browser.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { openPage } from './support/page.js';
import { useBrowser, usePageScene } from './support/page-scene.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

const TEXT = `${FREE_PORTS}streams:
  gate: { source: push:live/gate, labels: { site: north } }
  a-name-that-is-much-longer-than-any-name-should-be-and-goes-on: { source: push:live/yard }
  tower: { source: rtmp://127.0.0.1:1/live/tower }
  old: { source: push:live/old, enabled: false }
`;

const VIEWS: readonly (readonly [path: string, english: string, russian: string])[] = [
  ['/', 'Streams', 'Потоки'],
  ['/streams/gate', 'Bit rate and frame rate', 'Битрейт и частота кадров'],
  ['/streams/tower', 'The source server refuses the connection.', 'Сервер источника отклоняет соединение.'],
  ['/add', 'Add a stream', 'Добавить поток'],
  ['/streams/gate/edit', 'Edit gate', 'Изменить gate'],
  ['/config', 'What stands in the file is live.', 'Написанное в файле действует.'],
  ['/nothing', 'There is nothing here', 'Здесь ничего нет'],
];

describe.runIf(hasBrowser)('each view', () => {
  const browser = useBrowser();
  let router: TestRouter;
  let publisher: Publisher;
  let url: string;

  beforeAll(async () => {
    router = new TestRouter(TEXT);
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/gate`);
    await router.untilStream('gate', 'running');
    await router.untilStream('tower', 'backoff');
    url = `http://${listeners.http.address}`;
  });

  afterAll(async () => {
    await end(publisher);
    await router.dispose();
  });

  it.each([
    ['light', 'en', 1280],
    ['dark', 'en', 2560],
    ['dark', 'ru', 390],
    ['light', 'ru', 390],
  ] as const)(
    'is whole and can be used by everybody (%s, %s, %i pixels)',
    async (colorScheme, locale, width) => {
      const { page, context, complaints } = await openPage(browser(), `${url}/`, {
        colorScheme,
        locale,
        viewport: { width, height: 900 },
      });
      for (const [path, english, russian] of VIEWS) {
        await page.goto(url + path);
        await page
          .getByText(locale === 'ru' ? russian : english, { exact: true })
          .first()
          .waitFor();
        expect(await page.evaluate('document.documentElement.lang'), path).toBe(locale);
        expect(await widerThanTheWindow(page), path).toEqual([]);
        expect(await seriousFaults(page), path).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('changes its language and its colours on the spot, and remembers both', async () => {
    const { page, context } = await openPage(browser(), `${url}/`, { colorScheme: 'light' });
    await page.getByRole('button', { name: /Русский/ }).click();
    await page.getByRole('heading', { name: 'Потоки' }).waitFor();
    await page.getByText('4 потока').waitFor();
    await page.getByRole('button', { name: 'Тёмные' }).click();
    const background = 'getComputedStyle(document.documentElement).backgroundColor';
    const dark = await page.evaluate(background);
    await page.reload();
    await page.getByRole('heading', { name: 'Потоки' }).waitFor();
    expect(await page.evaluate(background)).toBe(dark);
    await page.getByRole('button', { name: 'Светлые' }).click();
    expect(await page.evaluate(background)).not.toBe(dark);
    await context.close();
  });
});

describe.runIf(hasBrowser)('the page in Russian', () => {
  const streams = 'streams:\n  gate: { source: push:live/gate }\n  yard: { source: push:live/yard }\n';
  const scene = usePageScene({ text: FREE_PORTS + streams, options: { locale: 'ru' } });

  it('tells in Russian also what the router says in English', async () => {
    const { page, router, url } = scene();
    await page.goto(`${url}/add`);
    await page.getByLabel('Имя', { exact: true }).fill('-x');
    await page.getByLabel('Адрес, с которого брать').fill('rtmp://127.0.0.1:1/live/x');
    await page.getByText('Имя начинается с латинской буквы или цифры').waitFor();
    await page.getByLabel('Имя', { exact: true }).fill('x');
    await page.getByLabel('Путь (необязательно)').fill('gate');
    await page.getByText('«x» публиковался бы по пути «gate», где уже «gate»').waitFor();

    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    router.write(FREE_PORTS.replace('rtmp: 127.0.0.1:0', `rtmp: ${address}`) + streams);
    await page.goto(`${url}/`);
    await page.getByText(`listen.rtmp: ${address} — адрес занят другой программой.`).waitFor();
    taken.close();

    router.write(`${FREE_PORTS + streams}  hall: { sorce: push:live/hall }\n`);
    await page.getByText(/ошибки?, поэтому/).waitFor();
    await page.goto(`${url}/config`);
    const list = page.getByRole('list', { name: '2 ошибки' });
    await list.getByText('«sorce»: такого ключа здесь нет.').waitFor();
    await list.getByText('Может быть, «source»?').waitFor();
    await list.getByText('не хватает ключа «source».').waitFor();

    router.write(FREE_PORTS + streams);
    await list.waitFor({ state: 'detached' });
    chmodSync(router.config, 0o444);
    await page.reload();
    await page.getByText('файл доступен только для чтения').waitFor();
  });
});

/** What makes the page scroll sideways. */
async function widerThanTheWindow(page: Page): Promise<string[]> {
  return (await page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120))`)) as string[];
}
