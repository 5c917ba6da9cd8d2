import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, from where scripts/setup-browser.mjs installs it. */
const PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((file) => existsSync(file));

export const hasBrowser = PATH !== undefined;
if (!hasBrowser) console.warn('SKIPPED: there is no Chromium; see scripts/setup-browser.mjs');

/** A browser without a window. Whoever is root has to do without its sandbox. */
export function launchBrowser(): Promise<Browser> {
  if (PATH === undefined) throw new Error('there is no Chromium');
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: PATH, args });
}
