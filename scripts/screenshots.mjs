/**
 * `npm run screenshots`: every view of the page in both languages and both themes at three widths, as PNG files in screenshots/, of a
 * real router with real streams. `npm run screenshots -- PART …` makes only those with PART in their name.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  checkNode,
  ensureBuild,
  ensureDependencies,
  ensureFfmpeg,
  findOnPath,
  giveUp,
  ROOT,
  say,
} from './setup.mjs';
import { ensureBrowser } from './setup-browser.mjs';

checkNode();
ensureDependencies();
ensureBuild();
ensureFfmpeg();
if (!ensureBrowser()) giveUp('There is no browser to take pictures with.', 'Install Chromium.');
const { chromium } = await import('playwright-core');

const OUT = join(ROOT, 'screenshots');
const WIDTHS = { 390: 844, 1280: 800, 2560: 1440 };
const LANGUAGES = ['en', 'ru'];
const THEMES = ['light', 'dark'];
const [RTSP, RTMP, HTTP] = await freePorts(3);
const LISTEN = `listen: { rtsp: 127.0.0.1:${RTSP}, rtmp: 127.0.0.1:${RTMP}, http: 127.0.0.1:${HTTP} }`;
const PAGE = `http://127.0.0.1:${HTTP}`;
const parts = process.argv.slice(2);

const FILE = `# Streams of the site. Save this file, and what runs follows it.
version: 1
${LISTEN}

streams:
  # The gate has a camera of its own.
  gate:
    source: push:live/gate
    labels: { site: north }
  yard:
    source: push:live/yard
    labels: { site: north }
  bridge:
    source: # in order of preference
      - rtmp://viewer:secret@127.0.0.1:9/live/bridge
      - push:live/bridge
    labels: { site: south }
  drone-1: { source: push:live/drone-1 }
  tower:
    source: rtmp://viewer:secret@127.0.0.1:9/live/tower # moves in May
    labels: { site: south }
  hall: { source: rtmp://no-such-host.invalid/live/hall }
  old-camera: { source: push:live/old, enabled: false }
`;
const MISTAKEN = FILE.replace('source: push:live/yard', 'sorce: push:live/yard').replace(
  '/hall',
  '/hall, path: gate',
);
const GUARDED = FILE.replace(
  '\nstreams:',
  'guard: { maxStopShare: 50% }\n\nstreams:\n  "cam-*": { source: "push:live/cam-*", path: "*" }',
);
/** Stops all that runs. */
const HELD = `${GUARDED.slice(0, GUARDED.indexOf('  # The gate'))}  hall: { source: push:live/hall }\n`;
const EMPTY = `version: 1\n${LISTEN}\nstreams: {}\n`;

const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-screenshots-'));
const config = join(folder, 'streams.yaml');
const started = [];
let browser;
// What was started here is ended here, also on Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const child of started) child.kill('SIGTERM');
    process.exit(1);
  });
try {
  await takeAll();
} finally {
  await browser?.close();
  for (const child of started.reverse()) await end(child);
  rmSync(folder, { recursive: true, force: true });
}

async function takeAll() {
  writeFileSync(config, FILE);
  let router = startRouter();
  await until('the router', ({ listeners }) => listeners.rtmp.phase === 'open');
  await pushAll();
  browser = await chromium.launch({
    executablePath: findOnPath('chromium'),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  // Charts have something to show only after a while.
  await take('overview', '/', { waitMs: 20_000 });
  await take('stream-running', '/streams/gate', { isWhole: true, waitMs: 12_000 });
  await take('stream-live', '/streams/gate', { waitMs: 3_000, act: showLive });
  await take('stream-failing', '/streams/tower', { isWhole: true });
  await take('stream-waiting', '/streams/drone-1');
  await take('delete', '/streams/gate', { act: pressDelete });
  await take('add', '/add', { isWhole: true, act: fillIn });
  await take('add-mistaken', '/add', { isWhole: true, act: fillInWrongly });
  await take('edit', '/streams/bridge/edit', { isWhole: true });
  await take('configuration', '/config', { isWhole: true });
  await take('configuration-edit', '/config', { act: pressEdit });
  await take('not-found', '/nothing-here');
  writeFileSync(config, MISTAKEN);
  await until('the mistakes', ({ configuration }) => configuration.problem !== null);
  await take('configuration-invalid', '/config', { isWhole: true });
  await take('overview-invalid', '/');
  writeFileSync(config, EMPTY);
  await until(
    'no streams',
    ({ configuration, streams }) => configuration.problem === null && streams.length === 0,
  );
  await take('overview-empty', '/');
  writeFileSync(config, FILE);
  await until('the streams again', ({ streams }) => streams.length > 0);
  await take('overview-lost', '/', {
    act: () => end(router),
    again: () => {
      router = startRouter();
    },
  });
  // The publishers ended with the router.
  await until('the router once more', ({ listeners }) => listeners.rtmp.phase === 'open');
  await pushAll();
  writeFileSync(config, GUARDED);
  // Its path is that of another stream.
  push('cam-gate');
  await until('a refused publisher', ({ configuration: { patterns } }) => patterns[0]?.refused.length > 0);
  await take('overview-patterns', '/');
  writeFileSync(config, HELD);
  await until('a held change', ({ configuration }) => configuration.held !== null);
  await take('overview-held', '/');
  await take('configuration-held', '/config');
  writeFileSync(config, FILE);
  await until('the file again', ({ configuration }) => configuration.held === null);
  chmodSync(config, 0o444);
  await take('add-read-only', '/add');
  chmodSync(config, 0o644);
  // From here on nothing is shown to whoever has no token.
  writeFileSync(config, FILE.replace('\nstreams:', `access: { token: ${randomUUID()} }\n\nstreams:`));
  await untilAsked();
  await take('login', '/');
  await take('login-refused', '/', { act: logInWrongly });
}

/** Takes one view in all its forms. */
async function take(
  view,
  path,
  { act = async () => {}, isWhole = false, waitMs = 1_500, again = () => {} } = {},
) {
  if (parts.length > 0 && !parts.some((part) => view.includes(part))) return;
  say(`taking ${view} …`);
  const opened = [];
  for (const [width, height] of Object.entries(WIDTHS))
    for (const locale of LANGUAGES)
      for (const colorScheme of THEMES) {
        const context = await browser.newContext({
          viewport: { width: Number(width), height },
          locale,
          colorScheme,
        });
        const page = await context.newPage();
        await page.goto(PAGE + path);
        opened.push({ context, page, file: join(OUT, `${view}-${width}-${locale}-${colorScheme}.png`) });
      }
  await delay(waitMs);
  for (const { page } of opened) await act(page);
  await delay(1_500);
  for (const { context, page, file } of opened) {
    // Or the header stands in the middle of it.
    if (isWhole) await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: file, fullPage: isWhole });
    await context.close();
  }
  again();
}

async function fillIn(page) {
  await page.locator('input[placeholder="drone-1"]').fill('drone-2');
  await page.locator('input[type=radio]').nth(1).check();
}

async function fillInWrongly(page) {
  await page.locator('input[placeholder="drone-1"]').fill('hall');
  await page.locator('input[inputmode=url]').fill('ftp://cam.example/hall');
  await page.locator('.media-fields select').first().selectOption('encode');
  await page.locator('input[placeholder="2M"]').fill('fast');
  await page.locator('input[placeholder="drone-1"]').fill('hall-2');
}

async function showLive(page) {
  await page.locator('.stream-view-column .panel-head > .button').first().click();
}

async function logInWrongly(page) {
  await page.locator('input[type=password]').fill('not-the-token');
  await page.locator('button[type=submit]').click();
}

async function pressDelete(page) {
  await page.locator('button.is-danger').click();
}

async function pressEdit(page) {
  await page.locator('.panel-head > .button').click();
}

function startRouter() {
  const main = join(ROOT, 'dist', 'main.js');
  return start(process.execPath, [main, 'run', '--config', config, '--state-dir', join(folder, 'state')]);
}

function push(name) {
  const picture = [
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=25',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'sine',
  ];
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '50',
  ];
  const output = ['-c:a', 'aac', '-f', 'flv', `rtmp://127.0.0.1:${RTMP}/live/${name}`];
  return start('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...picture, ...video, ...output]);
}

function start(file, args) {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  return child;
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return gone;
}

/** Held all at once, so that none is given twice. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function pushAll() {
  for (const name of ['gate', 'yard', 'bridge']) push(name);
  await until(
    'the streams',
    ({ streams }) => streams.filter(({ phase }) => phase === 'running').length === 3,
  );
}

async function untilAsked() {
  for (const deadlineMs = Date.now() + 60_000; Date.now() < deadlineMs; await delay(200)) {
    const answer = await fetch(`${PAGE}/api/v1/streams`).catch(() => null);
    if (answer?.status === 401) return;
  }
  throw new Error('waited in vain for the router to ask who looks');
}

async function until(what, holds) {
  for (const deadlineMs = Date.now() + 60_000; Date.now() < deadlineMs; await delay(200)) {
    const answer = await fetch(`${PAGE}/api/v1/streams`).catch(() => null);
    if (answer?.ok && holds(await answer.json())) return;
  }
  throw new Error(`waited in vain for ${what}`);
}
