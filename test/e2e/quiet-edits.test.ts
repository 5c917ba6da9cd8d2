import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchRouterStatus } from '../../src/api/client.js';
import { contentHash } from '../../src/config/configuration-state.js';
import type { Diagnostic } from '../../src/state/diagnostic.js';
import type { RouterStatus } from '../../src/status/router-status.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { SourceRouter } from './support/source-router.js';

const source = new SourceRouter();
let url: string;
let router: TestRouter;

beforeAll(async () => {
  url = await source.start();
});

afterAll(async () => {
  await source.dispose();
});

beforeEach(() => {
  router = new TestRouter(plain());
});

afterEach(async () => {
  await router.dispose();
});

const plain = (): string =>
  `${FREE_PORTS}streams:\n  a:\n    source: ${url}\n    path: site/a\n  b:\n    source: ${url}\n`;

describe('an edit that means the same', () => {
  it('becomes live and starts and stops nothing', async () => {
    await router.start();
    const before = await untilLive(plain(), ['a', 'b']);
    const processes = processesMentioning(router.folder);
    const same: Readonly<Record<string, string>> = {
      'a comment': `# what runs on the site\n${plain()}`,
      'another order': `${FREE_PORTS}streams:\n  b:\n    source: ${url}\n  a:\n    path: site/a\n    source: ${url}\n`,
      'other quotes': plain().replaceAll(/(source|path): (\S+)/g, `"$1": '$2'`),
      'flow style': `${FREE_PORTS}streams: { a: { source: "${url}", path: site/a }, b: { source: "${url}" } }`,
      'an anchor': `${FREE_PORTS}streams:\n  a: &a { source: "${url}", path: site/a }\n  b: { <<: *a, path: b }\n`,
      'line ends of Windows': plain().replaceAll('\n', '\r\n'),
      'defaults written out': plain().replace('  b:\n', '  b:\n    path: b\n    enabled: true\n'),
    };
    for (const [what, text] of Object.entries(same)) {
      router.write(text);
      const after = await untilLive(text, what === 'another order' ? ['b', 'a'] : ['a', 'b']);
      expect(identities(after), what).toEqual(identities(before));
      expect(processesMentioning(router.folder), what).toEqual(processes);
    }
    // An edit that does mean something is carried out, and is the only one that was.
    const less = `${FREE_PORTS}streams:\n  a: { source: "${url}", path: site/a }\n`;
    router.write(less);
    expect(identities(await untilLive(less, ['a']))).toEqual(identities(before).slice(0, 1));
    const { output } = await router.stop();
    expect(output.match(/"ffmpeg started"/g)).toHaveLength(2);
  });
});

describe('another listen.http', () => {
  it('moves the API and touches no stream', async () => {
    const { listeners } = await router.start();
    const before = await untilLive(plain(), ['a', 'b']);
    const text = plain().replace('http: 127.0.0.1:0', 'http: 0.0.0.0:0');
    router.write(text);
    await untilLive(text, ['a', 'b']);
    const moved = await router.until(
      ({ listeners: { http } }) => http.phase === 'open' && http.requested === '0.0.0.0:0',
    );
    expect(identities(moved)).toEqual(identities(before));
    expect(moved.listeners).toMatchObject({ rtsp: listeners.rtsp, rtmp: listeners.rtmp });
    const port = moved.listeners.http.address?.split(':').at(-1);
    const token = readFileSync(join(router.stateDir, 'token'), 'utf8').trim();
    const told = await fetchRouterStatus({ url: `http://127.0.0.1:${port}`, token });
    expect(told?.router.pid).toBe(router.process?.pid);
    expect(await fetchRouterStatus({ url: `http://${listeners.http.address}` })).toBeNull();
  });
});

describe('a router that was killed and finds a broken file', () => {
  it('runs the last good text, says so, and goes on when the file is mended', async () => {
    await router.start();
    await untilLive(plain(), ['a', 'b']);
    const good = `${plain()}  c:\n    source: ${url}\n`;
    router.write(good);
    const running = await untilLive(good, ['a', 'b', 'c']);
    await kill();
    router.write('streams: [');

    await router.start();
    const lastGood = await router.until(allRun);
    expect(lastGood.streams.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(lastGood.configuration).toMatchObject({
      liveSource: 'last good',
      liveHash: running.configuration.liveHash,
      problem: { hash: contentHash('streams: [') },
    });

    // Again, since the broken text must not have taken the place of the good one.
    await kill();
    await router.start();
    const again = await router.until(allRun);
    expect(again.configuration).toMatchObject({ liveSource: 'last good', liveHash: contentHash(good) });

    router.write(good);
    const mended = await router.until(({ configuration }) => configuration.problem === null);
    expect(mended.configuration).toMatchObject({ liveSource: 'file', liveHash: contentHash(good) });
    expect(identities(mended)).toEqual(identities(again));

    const less = plain();
    router.write(less);
    expect(identities(await untilLive(less, ['a', 'b']))).toEqual(identities(again).slice(0, 2));
  });

  it('applies another text that mends the file', async () => {
    await router.start();
    await untilLive(plain(), ['a', 'b']);
    await kill();
    router.write('');
    await router.start();
    const lastGood = await router.until(allRun);
    expect(lastGood.configuration.liveSource).toBe('last good');
    const more = `${plain()}  c:\n    source: ${url}\n`;
    router.write(more);
    const mended = await untilLive(more, ['a', 'b', 'c']);
    expect(mended.configuration.liveSource).toBe('file');
    expect(identities(mended).slice(0, 2)).toEqual(identities(lastGood));
  });
});

describe('a file with ten mistakes', () => {
  it('has ten diagnostics with line and remedy', async () => {
    router.write(tenMistakes());
    const json = await router.command('validate', '--format', 'json');
    expect(json.exitCode).toBe(1);
    const { diagnostics } = JSON.parse(json.stdout) as { diagnostics: Diagnostic[] };
    expectTen(diagnostics);
    const text = await router.command('validate');
    expect(text.exitCode).toBe(1);
    expect(text.stdout.match(/^\S+:\d+:\d+: error: /gm)).toHaveLength(10);
    expect(text.stdout.match(/^ {2}→ \S/gm)).toHaveLength(10);
    expect(text.stdout).toMatch(/\n10 problems\.$/);
  });

  it('changes no process when it is saved, and shows in the status', async () => {
    await router.start();
    const before = await untilLive(plain(), ['a', 'b']);
    const processes = processesMentioning(router.folder);
    router.write(tenMistakes());
    const broken = await router.until(({ configuration }) => configuration.problem !== null);
    expect(broken.configuration.problem?.hash).toBe(contentHash(tenMistakes()));
    expectTen(broken.configuration.problem?.diagnostics ?? []);
    expect(broken.configuration).toMatchObject({ liveHash: contentHash(plain()), generation: 1 });

    const status = await router.command('status');
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toMatch(/The file is invalid since .*; what was valid before stays live/);

    // Until the file is mended by something that can be seen, nothing has changed.
    const more = `${plain()}  c:\n    source: ${url}\n`;
    router.write(more);
    const mended = await untilLive(more, ['a', 'b', 'c']);
    expect(identities(mended).slice(0, 2)).toEqual(identities(before));
    expect([...processes.keys()].filter((pid) => !isRunning(pid))).toEqual([]);
  });
});

function tenMistakes(): string {
  return `version: 2
outputs: { server: embedded }
listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:99999, http: 127.0.0.1:0 }
streams:
  a:
    sorce: push:live/a
    source: ${url}
  b/c: { source: push:live/b }
  e: { source: nonsense }
  f: { source: push:live/f, enabled: maybe }
  g: { source: push:live/g, path: ../g }
  h: { source: push:live/h, server: http://nvr:8554 }
  i: { source: "rtmp://\${KAZSTREAMLINK_NO_SUCH_VARIABLE}/live/i" }
`;
}

function expectTen(diagnostics: readonly Diagnostic[]): void {
  expect(diagnostics.map(({ place, code }) => `${place.line} ${code}`)).toEqual([
    '1 invalid-value',
    '2 unknown-key',
    '3 invalid-value',
    '6 unknown-key',
    '8 invalid-value',
    '9 invalid-value',
    '10 wrong-type',
    '11 invalid-value',
    '12 invalid-value',
    '13 unresolved-reference',
  ]);
  for (const { place, remedy, message } of diagnostics) {
    expect(place.file).toBe(router.config);
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
    expect(remedy).toMatch(/\.$|\?$/);
  }
}

/** Ends the router as a crash does: its processes go on. */
async function kill(): Promise<void> {
  router.process?.kill('SIGKILL');
  await router.process;
}

/** Resolves when this text is live and these streams, and no others, run. */
function untilLive(text: string, names: readonly string[]): Promise<RouterStatus> {
  return router.until(
    (status) =>
      status.configuration.liveHash === contentHash(text) &&
      status.configuration.problem === null &&
      status.streams.map(({ name }) => name).join() === names.join() &&
      allRun(status),
  );
}

function allRun({ streams }: RouterStatus): boolean {
  return streams.length > 0 && streams.every(({ phase }) => phase === 'running');
}

/** What would differ if a stream had another process, by name. */
function identities({ streams }: RouterStatus): string[] {
  return streams.map(({ name, pid, restarts }) => `${name} ${pid} ${restarts}`).sort();
}
