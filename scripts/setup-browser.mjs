/** A browser for the tests of the page and for its pictures: Debian's Chromium, and a font that has Cyrillic. */
import { spawnSync } from 'node:child_process';
import { findOnPath, rootPrefix, say } from './setup.mjs';

const PACKAGES = ['chromium', 'fonts-liberation'];

/** Answers whether there is one. Tests skip loudly without it. */
export function ensureBrowser() {
  if (findOnPath('chromium') !== undefined) return true;
  if (findOnPath('apt-get') === undefined) return skip('this is no Debian');
  const prefix = rootPrefix();
  if (prefix === undefined)
    return skip(`this user may not install it; type: sudo apt-get install ${PACKAGES.join(' ')}`);
  say(`installing ${PACKAGES.join(', ')} for the tests of the page …`);
  if (!install(prefix) && !(refreshLists(prefix) && install(prefix))) return skip('it cannot be installed');
  return findOnPath('chromium') !== undefined || skip('its package has no such program');
}

function install(prefix) {
  return apt(prefix, ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES]);
}

function refreshLists(prefix) {
  return apt(prefix, ['update', '-qq']);
}

function apt(prefix, args) {
  const [file, ...rest] = [...prefix, 'apt-get', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(file, rest, { stdio: 'ignore', env }).status === 0;
}

function skip(why) {
  say(`NO BROWSER: ${why}. The tests of the page will be skipped.`);
  return false;
}
