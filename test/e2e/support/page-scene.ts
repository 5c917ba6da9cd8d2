import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from './browser.js';
import { end, type Publisher, pushPicture } from './media.js';
import { type OpenPage, openPage } from './page.js';
import { TestRouter } from './router.js';

/** One browser for all tests of a suite. Answers how to get it, which only a test may do. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return () => given(browser);
}

/**
 * For each test of a suite a router of its own, publishers, and its page in a browser; at the end the page must have had nothing to
 * complain of. Answers how to get them, which only a test may do.
 */
export function usePageScene({ text, pushed = [], options }: SceneOptions): () => PageScene {
  const browser = useBrowser();
  let scene: PageScene | undefined;
  let publishers: readonly Publisher[] = [];
  beforeEach(async () => {
    const router = new TestRouter(typeof text === 'string' ? text : await text());
    const { listeners } = await router.start();
    publishers = pushed.map((name) => pushPicture(`rtmp://${listeners.rtmp.address}/live/${name}`));
    for (const { name } of (await router.status())?.streams ?? [])
      if (pushed.includes(name)) await router.untilStream(name, 'running');
    // One that listens on all addresses is reached at this one.
    const url = `http://${listeners.http.address?.replace('0.0.0.0', '127.0.0.1')}`;
    scene = { router, url, ...(await openPage(browser(), `${url}/`, options)) };
  });
  afterEach(async () => {
    const { router, context, complaints } = given(scene);
    scene = undefined;
    expect(complaints).toEqual([]);
    await context.close();
    await Promise.all(publishers.map(end));
    await router.dispose();
  });
  return () => given(scene);
}

export interface SceneOptions {
  /** Of the configuration, or how to come by it. */
  readonly text: string | (() => Promise<string>);
  /** Names below `live/` at the ingest to which a test picture is pushed; streams of these names are awaited. */
  readonly pushed?: readonly string[];
  /** Of the browser. */
  readonly options?: Parameters<typeof openPage>[2];
}

export interface PageScene extends OpenPage {
  readonly router: TestRouter;
  /** Where the page is, without a path. */
  readonly url: string;
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only a test has this');
  return value;
}
