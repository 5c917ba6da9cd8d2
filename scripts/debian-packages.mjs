/** Packages of Debian for the tests: installed where that needs no question, or unpacked into .cache/ without being installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, rootPrefix, say } from './setup.mjs';

/** Answers why they could not be installed; undefined when they are. */
export function installPackages(packages, purpose) {
  if (findOnPath('apt-get') === undefined) return 'this is no Debian';
  const prefix = rootPrefix();
  if (prefix === undefined)
    return `this user may not install it; type: sudo apt-get install ${packages.join(' ')}`;
  say(`installing ${packages.join(', ')} for ${purpose} …`);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  const isDone = apt(install, prefix) || (apt(['update', '-qq'], prefix) && apt(install, prefix));
  return isDone ? undefined : 'it cannot be installed';
}

/**
 * Unpacks packages of a suite of Debian that need not be this system's, with all that they depend on, down to the C library: what is in
 * the folder runs by that one's loader. Answers why it could not be done; undefined when it is.
 */
export function unpackFromSuite(suite, packages, folder) {
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined) return 'this is no Debian';
  const mirror = debianMirrors().main;
  if (mirror === undefined) return 'this system names no mirror of Debian';
  const [work, unpacked] = [`${folder}.apt`, `${folder}.new`];
  for (const each of [work, unpacked]) rmSync(each, { recursive: true, force: true });
  for (const each of [join(work, 'lists', 'partial'), join(work, 'archives', 'partial'), unpacked])
    mkdirSync(each, { recursive: true });
  const options = optionsFor(work, suite, mirror);
  const download = ['install', '-y', '-qq', '--download-only', '--no-install-recommends'];
  try {
    if (!apt([...options, 'update', '-qq'])) return `the list of Debian ${suite} cannot be read`;
    if (!apt([...options, ...download, ...packages])) return 'its packages cannot be downloaded';
    const archives = readdirSync(join(work, 'archives')).filter((name) => name.endsWith('.deb'));
    const broken = archives.find((name) => !unpack(join(work, 'archives', name), unpacked));
    if (broken !== undefined) return `${broken} cannot be unpacked`;
    // Whole or not at all: one that was interrupted is begun anew.
    renameSync(unpacked, folder);
    return undefined;
  } finally {
    for (const each of [work, unpacked]) rmSync(each, { recursive: true, force: true });
  }
}

function unpack(archive, folder) {
  return (
    spawnSync('dpkg-deb', ['-x', archive, folder], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  );
}

/** As if nothing were installed, and nothing of this system's own lists and archives were there. */
function optionsFor(work, suite, mirror) {
  const signedBy = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
  writeFileSync(join(work, 'sources.list'), `deb ${signedBy}${mirror} ${suite} main\n`);
  writeFileSync(join(work, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache::archives': join(work, 'archives'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Those that this system uses; undefined where it names none. */
export function debianMirrors() {
  const format = ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)', 'Identifier: Packages'];
  const { stdout } = spawnSync('apt-get', format, { encoding: 'utf8' });
  const find = (name) => new RegExp(`^Debian (\\S*/${name})/?$`, 'm').exec(stdout ?? '')?.[1];
  return { main: find('debian'), security: find('debian-security') };
}

function apt(args, prefix = []) {
  const [file, ...rest] = [...prefix, 'apt-get', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(file, rest, { stdio: 'ignore', env }).status === 0;
}
