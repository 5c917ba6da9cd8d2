import type { Browser, BrowserContext, Page } from 'playwright-core';

/** The page of a router, in English unless told otherwise, and what went wrong in it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    locale: 'en',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // That a request failed is told by the page itself, where it matters.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(url);
  return { context, page, complaints };
}

export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Faults of its scripts, and what its Content-Security-Policy refused. */
  readonly complaints: readonly string[];
}
