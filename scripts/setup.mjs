/** Set-up that `npm start` and `npm test` share. Only Node's own modules: nothing is installed yet when it runs. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Ends the program with one sentence and a remedy. */
export function giveUp(problem, remedy) {
  process.stderr.write(`kazstreamlink: ${problem}\n  → ${remedy}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  giveUp(`Node ${process.versions.node} is too old.`, 'Install Node 20.19 or newer.');
}

/** Installs what package-lock.json names, if node_modules is not already that. */
export function ensureDependencies() {
  const stamp = join(ROOT, 'node_modules', '.kazstreamlink-lock');
  const wanted = hashOfFiles([join(ROOT, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies …');
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'The dependencies could not be installed.',
    'See the lines above, and try "npm ci".',
  );
  writeFileSync(stamp, wanted);
}

/** Compiles src/ to dist/ and web/ to dist/web/, each if that was not done for the files as they are. */
export function ensureBuild() {
  buildOnce(PROGRAM_STAMP, [...filesBelow(join(ROOT, 'src')), ...BUILD_INPUTS], 'building …', buildProgram);
  buildOnce(
    PAGE_STAMP,
    [...filesBelow(join(ROOT, 'web')), ...BUILD_INPUTS],
    'building the page …',
    buildPage,
  );
}

/** Compiles in any case. */
export function build() {
  for (const stamp of [PROGRAM_STAMP, PAGE_STAMP]) rmSync(stamp, { force: true });
  ensureBuild();
}

const PROGRAM_STAMP = join(ROOT, 'dist', '.built-from');
const PAGE_STAMP = join(ROOT, 'dist', '.page-built-from');

const BUILD_INPUTS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((file) =>
  join(ROOT, file),
);

function buildOnce(stamp, inputs, what, action) {
  const wanted = hashOfFiles(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(what);
  action();
  writeFileSync(stamp, wanted);
}

function buildProgram() {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], 'The build failed.', 'See the lines above.');
  removeLeftovers();
}

/** What was compiled of a source that is no more would be packed, and found by nobody. */
function removeLeftovers() {
  const [from, to] = [join(ROOT, 'src'), join(ROOT, 'dist')];
  const compiled = filesBelow(to).filter(
    (path) => /\.js(?:\.map)?$/.test(path) && !path.startsWith(join(to, 'web')),
  );
  for (const path of compiled) {
    const source = join(from, path.slice(to.length)).replace(/\.js(?:\.map)?$/, '.ts');
    if (!existsSync(source)) rmSync(path);
  }
}

function buildPage() {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--config', join('web', 'vite.config.ts'), '--logLevel', 'warn'];
  run(process.execPath, [vite, ...args], 'The page could not be built.', 'See the lines above.');
}

/** Makes sure that there is an FFmpeg, by the system's package manager where that needs no question. */
export function ensureFfmpeg() {
  if (findOnPath('ffmpeg') !== undefined && findOnPath('ffprobe') !== undefined) return;
  ensureSystemPackages(['ffmpeg'], 'FFmpeg is missing');
  if (findOnPath('ffmpeg') === undefined) giveUp('FFmpeg is still missing.', 'Install it, then try again.');
}

function ensureSystemPackages(packages, problem) {
  const manager = MANAGERS.find(({ command }) => findOnPath(command) !== undefined);
  if (manager === undefined)
    giveUp(`${problem}.`, `Install ${packages.join(', ')} from https://ffmpeg.org/download.html.`);
  const prefix = manager.needsRoot ? rootPrefix() : [];
  const typed = [
    ...(manager.needsRoot && process.getuid?.() !== 0 ? ['sudo'] : []),
    ...manager.install,
    ...packages,
  ];
  if (prefix === undefined)
    giveUp(`${problem}, and installing it is not allowed to this user.`, `Type: ${typed.join(' ')}`);
  say(`installing ${packages.join(', ')} …`);
  for (const step of [manager.refresh, [...manager.install, ...packages]]) {
    if (step === undefined) continue;
    const [file, ...args] = [...prefix, ...step];
    const done = spawnSync(file, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (done.status !== 0) giveUp(`${problem}, and could not be installed.`, `Type: ${typed.join(' ')}`);
  }
}

const MANAGERS = [
  {
    command: 'apt-get',
    needsRoot: true,
    refresh: ['apt-get', 'update', '-qq'],
    install: ['apt-get', 'install', '-y', '-qq', '--no-install-recommends'],
  },
  { command: 'apk', needsRoot: true, install: ['apk', 'add', '--no-cache'] },
  { command: 'dnf', needsRoot: true, install: ['dnf', 'install', '-y'] },
  { command: 'pacman', needsRoot: true, install: ['pacman', '-S', '--noconfirm'] },
  { command: 'brew', needsRoot: false, install: ['brew', 'install'] },
];

/** How a command gets root's rights without a question; undefined when it can't. */
export function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const asked = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return asked.status === 0 ? ['sudo', '-n'] : undefined;
}

export function findOnPath(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false; // not there: the search goes on
      }
    });
}

export function say(text) {
  process.stderr.write(`kazstreamlink: ${text}\n`);
}

function run(file, args, problem, remedy) {
  // The output of tools goes to standard error: standard output belongs to the program that follows.
  const done = spawnSync(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) giveUp(problem, remedy);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOfFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}
