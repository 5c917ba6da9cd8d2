/** A browser for the tests of the page and for its pictures: Debian's Chromium, and a font that has Cyrillic. */
import { installPackages } from './debian-packages.mjs';
import { findOnPath, say } from './setup.mjs';

const PACKAGES = ['chromium', 'fonts-liberation'];

/** Answers whether there is one. Tests skip loudly without it. */
export function ensureBrowser() {
  if (findOnPath('chromium') !== undefined) return true;
  const problem = installPackages(PACKAGES, 'the tests of the page');
  if (problem !== undefined) return skip(problem);
  return findOnPath('chromium') !== undefined || skip('its package has no such program');
}

function skip(why) {
  say(`NO BROWSER: ${why}. The tests of the page will be skipped.`);
  return false;
}
