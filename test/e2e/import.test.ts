import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { ROOT } from './support/root.js';
import { FREE_PORTS, MAIN, TestRouter } from './support/router.js';

/*
 * The sample configurations of MediaMTX and go2rtc with their cameras at addresses of this machine: what is imported of them runs, in a
 * real router, from a source that another one plays.
 */

const FIXTURES = join(ROOT, 'test', 'fixtures', 'imports');

let cameras: TestRouter;
let router: TestRouter;
let publishers: Publisher[] = [];
let addresses: { readonly rtsp: string; readonly rtmp: string; readonly http: string };

beforeEach(async () => {
  cameras = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/cam } }\n`);
  const { rtsp, rtmp, http } = (await cameras.start()).listeners;
  addresses = {
    rtsp: `rtsp://${rtsp.address}/cam`,
    rtmp: `rtmp://${rtmp.address}/live/cam`,
    http: `http://${http.address}/api/v1/streams/cam/live.mp4`,
  };
  publishers = [pushPicture(addresses.rtmp)];
  await cameras.untilStream('cam', 'running');
  router = new TestRouter(
    `# Ours.\n${FREE_PORTS}streams:\n  own: # kept\n    source: push:live/own\n    enabled: false\n`,
  );
  await router.start();
});

afterEach(async () => {
  await Promise.all(publishers.map((publisher) => end(publisher)));
  await router.dispose();
  await cameras.dispose();
});

describe('import', () => {
  it("runs what MediaMTX's sample asks for, publishers included", async () => {
    const { stdout, stderr, exitCode } = await importSample('mediamtx.yml');
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/✓ 2 streams imported, 7 notes\.$/)]);
    expect(stdout).toContain('+  my_camera:');
    await router.untilStream('my_camera', 'running');
    // "all_others": whoever pushes under any name.
    const ingest = (await router.status())?.listeners.rtmp.address ?? '';
    publishers.push(pushPicture(`rtmp://${ingest}/drone-7`));
    const { rtspUrl } = await router.untilStream('drone-7', 'running');
    expect(await probeCodecs(rtspUrl ?? '', 'tcp')).toEqual(['aac', 'h264']);
    expect(readFileSync(router.config, 'utf8')).toMatch(/^# Ours\.\n[\s\S]*own: # kept\n/);
  });

  it.runIf(process.env['KAZSTREAMLINK_SOAK'])(
    "runs what go2rtc's examples ask for, encodings included",
    async () => {
      const { stderr, exitCode } = await importSample('go2rtc.yaml');
      expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/✓ 12 streams imported, \d+ notes\.$/)]);
      expect(await router.command('wait', '--timeout', '110s')).toMatchObject({ exitCode: 0 });
      const status = await router.status();
      const running = status?.streams.filter(({ phase }) => phase === 'running') ?? [];
      expect(running).toHaveLength(12);
      const urlOf = (name: string): string => running.find((stream) => stream.name === name)?.rtspUrl ?? '';
      expect(await probeCodecs(urlOf('dahua_camera'), 'tcp')).toEqual(['aac', 'h264']);
      // Encoded as H.264, without its audio.
      expect(await probeCodecs(urlOf('rotate'), 'tcp')).toEqual(['h264']);
      // Once more changes nothing.
      const again = await importSample('go2rtc.yaml');
      expect([again.exitCode, again.stdout]).toEqual([0, 'No change.']);
      expect(again.stderr).toMatch(/✓ 0 streams imported, 12 there already/);
    },
  );

  it('runs the rows of a spreadsheet, with their credentials in a file of variables', async () => {
    const table = join(router.folder, 'cameras.csv');
    const withUser = addresses.rtsp.replace('//', '//admin:hunter2@');
    writeFileSync(table, `Name;URL;label:site\nВорота;${withUser};north\nyard;${addresses.rtmp};south\n`);
    const secrets = join(router.folder, 'cameras.env');
    const printed = await command('import', table, '--secrets-file', secrets);
    expect(printed.stderr).toContain('"Ворота" is called "Vorota" here');
    expect(`${printed.stdout}${printed.stderr}`).not.toContain('hunter2');
    expect(readFileSync(secrets, 'utf8')).toBe('VOROTA_PASSWORD=hunter2\n');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);

    // What is printed is a file by itself.
    const alone = new TestRouter(printed.stdout.replace('version: 1\n', FREE_PORTS));
    alone.environment = { VOROTA_PASSWORD: 'hunter2' };
    try {
      await alone.start();
      const { labels } = await alone.untilStream('Vorota', 'running');
      expect(labels).toEqual({ site: 'north' });
      await alone.untilStream('yard', 'running');
    } finally {
      await alone.dispose();
    }
  });

  it('reads a pipe, writes nothing in a dry run, and says what it cannot read', async () => {
    const into = join(router.folder, 'new.yaml');
    const dry = await command('import', '-', '--into', into, '--dry-run', {
      input: 'streams:\n  a: rtsp://h/a\n',
    });
    expect([dry.exitCode, dry.stdout]).toEqual([0, expect.stringContaining('+  a:')]);
    expect((await command('validate', '--config', into)).exitCode).toBe(1);
    const made = await command('import', '-', '--into', into, { input: 'streams:\n  a: rtsp://h/a\n' });
    expect(made.exitCode).toBe(0);
    expect((await command('validate', '--config', into)).exitCode).toBe(0);
    const json = await command('import', '-', '--format', 'json', {
      input: 'paths:\n  a: { source: rpiCamera }\n',
    });
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ streams: [], notes: [{ line: 2 }] });
    const unknown = await command('import', '-', { input: 'hello\n' });
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('--from')]);
    const missing = await command('import', '/nowhere.csv');
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('there is no such file')]);
  });
});

/** Its cameras are at ours; what it says about them stays. */
async function importSample(name: string) {
  const text = readFileSync(join(FIXTURES, name), 'utf8').replace(
    /^(?!\s*(?:-|[\w-]+:) ffmpeg:rstp).*$/gm,
    (line) =>
      line
        .replace(/rtspx?:\/\/[^\s#"]+/, addresses.rtsp)
        .replace(/rtmp:\/\/192[^\s#"]+/, addresses.rtmp)
        .replace(/https?:\/\/[^\s#"]+/, addresses.http),
  );
  const sample = join(router.folder, name);
  writeFileSync(sample, text);
  return command('import', sample, '--into', router.config);
}

async function command(...given: readonly (string | { readonly input: string })[]) {
  const args = given.filter((one) => typeof one === 'string');
  const input = given.find((one) => typeof one === 'object')?.input ?? '';
  return execa(process.execPath, [MAIN, ...args], { reject: false, input });
}
