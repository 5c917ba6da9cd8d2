/**
 * An independent RTMP server for tests: nginx with its RTMP module. Its packages are unpacked into .cache/ instead of
 * being installed, because installing nginx would start it as a service on port 80.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, ROOT, say } from './setup.mjs';

const FOLDER = join(ROOT, '.cache', 'nginx-rtmp');
const PACKAGES = ['nginx', 'libnginx-mod-rtmp'];

/** Paths of the unpacked programs, for tests; they skip loudly when these files are not there. */
export const NGINX = join(FOLDER, 'usr', 'sbin', 'nginx');

export function ensureTestServers() {
  if (existsSync(NGINX)) return;
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg') === undefined)
    return skip('this is no Debian');
  say('fetching nginx with its RTMP module for the tests …');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  if (!download() && !(refreshLists() && download())) return skip('its packages cannot be downloaded');
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.deb'))) {
    const unpacked = spawnSync('dpkg', ['-x', join(FOLDER, file), FOLDER], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (unpacked.status !== 0) return skip(`${file} cannot be unpacked`);
    rmSync(join(FOLDER, file));
  }
}

function download() {
  return spawnSync('apt-get', ['download', ...PACKAGES], { cwd: FOLDER, stdio: 'ignore' }).status === 0;
}

function refreshLists() {
  return (
    process.getuid?.() === 0 && spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' }).status === 0
  );
}

function skip(why) {
  say(`NO INDEPENDENT RTMP SERVER: ${why}. The tests that need nginx-rtmp will be skipped.`);
}
