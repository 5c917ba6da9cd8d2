/**
 * Independent programs that tests need: nginx with its RTMP module as another RTMP server, and promtool for metrics and alerts. Their
 * packages are unpacked into .cache/ instead of being installed, because that would start services.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, ROOT, say } from './setup.mjs';

/** `program`: its path in the package. Tests that need one skip loudly when it is not there. */
const TOOLS = [
  {
    name: 'nginx with its RTMP module',
    folder: join(ROOT, '.cache', 'nginx-rtmp'),
    packages: ['nginx', 'libnginx-mod-rtmp'],
    program: join('usr', 'sbin', 'nginx'),
  },
  {
    name: 'promtool',
    folder: join(ROOT, '.cache', 'prometheus'),
    packages: ['prometheus'],
    program: join('usr', 'bin', 'promtool'),
  },
];

export function ensureTestServers() {
  for (const tool of TOOLS) ensureUnpacked(tool);
}

function ensureUnpacked({ name, folder, packages, program }) {
  const skip = (why) => say(`NO ${name.toUpperCase()}: ${why}. The tests that need it will be skipped.`);
  if (existsSync(join(folder, program))) return;
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg') === undefined) {
    skip('this is no Debian');
    return;
  }
  say(`fetching ${name} for the tests …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const download = () =>
    spawnSync('apt-get', ['download', ...packages], { cwd: folder, stdio: 'ignore' }).status === 0;
  if (!download() && !(refreshLists() && download())) {
    skip('its packages cannot be downloaded');
    return;
  }
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    const unpacked = spawnSync('dpkg', ['-x', join(folder, file), folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (unpacked.status !== 0) {
      skip(`${file} cannot be unpacked`);
      return;
    }
    rmSync(join(folder, file));
  }
}

function refreshLists() {
  return (
    process.getuid?.() === 0 && spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' }).status === 0
  );
}
