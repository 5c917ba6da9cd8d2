import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchRouterStatus } from '../../src/api/client.js';
import { InstalledPackage, npm } from './support/installed-package.js';
import { end, probeCodecs, pushPicture } from './support/media.js';
import { FREE_PORTS } from './support/router.js';
import { waitFor } from './support/wait-for.js';

// It downloads and installs, and changes seldom.
describe.runIf(process.env['KAZSTREAMLINK_SOAK'])('the npm package', () => {
  let made: InstalledPackage;
  let folder: string;

  beforeAll(() => {
    made = new InstalledPackage();
    folder = join(made.folder, 'empty');
    mkdirSync(folder);
    npm(['install', '--no-save', made.tarball], folder);
  });

  afterAll(() => made.dispose());

  it('holds what runs and what describes it, and nothing else', () => {
    const allowed = [
      /^package\.json$/,
      /^(?:LICENSE|README(?:\.ru)?\.md|streams\.example\.yaml)$/,
      /^schema\/(?:openapi|streams\.schema)\.json$/,
      /^dist\/web\/(?:index\.html|icon\.svg|assets\/[\w-]+\.(?:js|css))$/,
    ];
    for (const path of made.files) {
      const source = /^dist\/(?!web\/)(?<name>.+)\.js$/.exec(path)?.groups?.['name'];
      if (source === undefined)
        expect(
          allowed.some((one) => one.test(path)),
          path,
        ).toBe(true);
      else expect(existsSync(resolve('src', `${source}.ts`)), path).toBe(true);
    }
    for (const path of ['dist/main.js', 'dist/web/index.html']) expect(made.files).toContain(path);
  });

  it('says in an empty folder what is missing, and runs a stream when that is there', async () => {
    expect((await npx('version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
    const without = await npx('validate');
    expect(without.exitCode).toBe(1);
    expect(without.all).toContain('there is no such file');
    writeFileSync(
      join(folder, 'streams.yaml'),
      `${FREE_PORTS}streams: { gate: { source: push:live/gate } }\n`,
    );
    expect((await npx('validate')).exitCode).toBe(0);

    const router = npx('run', '--state-dir', 'state');
    const socketPath = join(folder, 'state', 'router.sock');
    const status = () => fetchRouterStatus({ socketPath });
    const address = await waitFor(
      'the ingest',
      async () => (await status())?.listeners.rtmp.address ?? undefined,
    );
    const publisher = pushPicture(`rtmp://${address}/live/gate`);
    try {
      const [url] = await waitFor('the stream to run', async () => {
        const running = (await status())?.streams.filter(({ phase }) => phase === 'running');
        return running?.length === 1 ? running.map(({ rtspUrl }) => rtspUrl) : undefined;
      });
      expect(await probeCodecs(url ?? '', 'tcp')).toEqual(['aac', 'h264']);
    } finally {
      await end(publisher);
      // Not by a signal: npx passes none on.
      expect((await npx('down', '--state-dir', 'state')).stdout).toBe('Ended: the router.');
      await router;
    }
  });

  function npx(...args: readonly string[]) {
    return execa('npx', ['--no-install', 'kazstreamlink', ...args], {
      cwd: folder,
      reject: false,
      all: true,
    });
  }
});
