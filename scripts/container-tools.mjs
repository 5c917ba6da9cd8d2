/** Buildah, with a storage of its own in .cache/, so that it is gone with that and the images of this user are left alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './debian-packages.mjs';
import { findOnPath, ROOT } from './setup.mjs';

const FOLDER = join(ROOT, '.cache', 'image');
const STORAGE = ['--root', join(FOLDER, 'storage'), '--runroot', join(FOLDER, 'run')];

/** Answers why there can be no images here; undefined when there can. */
export function ensureContainerTools() {
  if (process.platform !== 'linux') return 'this is no Linux';
  if (process.getuid?.() !== 0) return 'only root may mount what is built; type: sudo npm run test:image';
  const missing = ['buildah', 'debootstrap'].filter((name) => findOnPath(name) === undefined);
  const problem = missing.length === 0 ? undefined : installPackages(missing, 'images');
  if (problem !== undefined) return `${missing.join(' and ')}: ${problem}`;
  mkdirSync(FOLDER, { recursive: true });
  return undefined;
}

/** What it prints, without the last line end; undefined when it failed. Its standard error is this program's. */
export function buildah(args, { stdout = 'pipe', env = {} } = {}) {
  const done = spawnSync('buildah', [...STORAGE, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  return done.status === 0 ? (done.stdout ?? '').trimEnd() : undefined;
}

/** The same for another program that is to call it. */
export const BUILDAH = ['buildah', ...STORAGE];
