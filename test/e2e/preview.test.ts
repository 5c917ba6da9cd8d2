import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { passwordDigests } from '../../src/util/digest-hash.js';
import { LiveViewer } from './support/live-viewer.js';
import { end, H264, type Publisher, pushPicture } from './support/media.js';
import { isRunning, processesMentioning } from './support/processes.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { ServerProcess } from './support/server-process.js';
import { waitFor } from './support/wait-for.js';

/** These take half a minute each. */
const IS_SOAK = Boolean(process.env['KAZSTREAMLINK_SOAK']);

let router: TestRouter;
let api: string;
let ingest: string;
const publishers: Publisher[] = [];
const viewers: LiveViewer[] = [];

afterEach(async () => {
  await Promise.all(viewers.splice(0).map((viewer) => viewer.end()));
  await Promise.all(publishers.splice(0).map(end));
  await router.dispose();
});

async function start(streams: string): Promise<void> {
  router = new TestRouter(`${FREE_PORTS}streams: ${streams}\n`);
  const { listeners } = await router.start();
  api = `http://${listeners.http.address}/api/v1/streams`;
  ingest = `rtmp://${listeners.rtmp.address}/live`;
}

/** Pushes a picture, and waits until the streams are on the air. */
async function run(
  streams: string,
  names: readonly string[],
  picture?: Parameters<typeof pushPicture>[1],
): Promise<void> {
  await start(streams);
  publishers.push(pushPicture(`${ingest}/a`, picture));
  for (const name of names) await router.untilStream(name, 'running');
}

function watch(name: string, query = ''): LiveViewer {
  const viewer = new LiveViewer(`${api}/${name}/live.mp4${query}`);
  viewers.push(viewer);
  return viewer;
}

/** What ffprobe finds in a file: each track with its codec, size and number of pictures. */
async function probe(file: Buffer): Promise<Record<string, unknown>[]> {
  const path = join(router.folder, 'probed.mp4');
  writeFileSync(path, file);
  const entries = 'stream=codec_name,width,height,nb_read_frames';
  const args = ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', path];
  const { stdout, stderr } = await execa('ffprobe', args);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { streams: Record<string, unknown>[] }).streams;
}

async function still(name: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api}/${name}/still.mp4`, { headers });
}

async function untilNobodyReads(name: string): Promise<void> {
  await router.until(
    ({ streams }) => streams.find((stream) => stream.name === name)?.delivery?.readers === 0,
  );
}

function previewPid(): number | undefined {
  return [...processesMentioning(router.stateDir)].find(([, command]) =>
    command.includes('preview/main.js'),
  )?.[0];
}

describe('a still', () => {
  it('is one picture of the stream, without sound, and is sent again only when it has changed', async () => {
    await run('{ cam: { source: push:live/a } }', ['cam']);
    const first = await still('cam');
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toMatch(/^video\/mp4; codecs="avc1\.[0-9a-f]{6}"$/);
    expect(await probe(Buffer.from(await first.arrayBuffer()))).toEqual([
      { codec_name: 'h264', width: 320, height: 180, nb_read_frames: '1' },
    ]);
    let tag = first.headers.get('etag') ?? '';
    await waitFor('the picture that is known', async () => {
      const again = await still('cam', { 'if-none-match': tag });
      tag = again.headers.get('etag') ?? '';
      return again.status === 304 || undefined;
    });
    await waitFor('another picture', async () => {
      const again = await still('cam', { 'if-none-match': tag });
      return again.status === 200 || undefined;
    });
    await untilNobodyReads('cam');
    // They come all the time: whoever reads the log or counts readers is not told.
    expect(router.log('reader arrived')).toEqual([]);
  });

  it('is there of H.265 as well, and of a stream that is being looked at', async () => {
    const codecs = 'video: { codec: h265 }, audio: { codec: opus }';
    await run(`{ cam: { source: push:live/a, ${codecs} } }`, ['cam']);
    const size = { codec_name: 'hevc', width: 320, height: 180 };
    const alone = await still('cam');
    expect(alone.headers.get('content-type')).toMatch(/^video\/mp4; codecs="hvc1\.1\.[0-9a-fA-F.L]+"$/);
    expect(await probe(Buffer.from(await alone.arrayBuffer()))).toMatchObject([
      { ...size, nb_read_frames: '1' },
    ]);
    const viewer = watch('cam');
    await viewer.untilPictures(30);
    const beside = await still('cam');
    expect(await probe(Buffer.from(await beside.arrayBuffer()))).toMatchObject([
      { ...size, nb_read_frames: '1' },
    ]);
    expect(viewer.complaints).toBe('');
    expect(viewer.timesS[1]?.length).toBeGreaterThan(10);
  });

  it('is there of many streams at once', async () => {
    const names = Array.from({ length: 8 }, (_none, index) => `cam-${index}`);
    await run(`{ ${names.map((name) => `${name}: { source: push:live/a }`).join(', ')} }`, names);
    const answers = await Promise.all(
      [...names, ...names, ...names, ...names, ...names].map((name) => still(name)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const name of names) await untilNobodyReads(name);
  });
});

describe('where there is no picture', () => {
  it('it is told why', async () => {
    await start('{ cam: { source: push:live/a }, sound: { source: push:live/b } }');
    const problem = async (name: string, file: string): Promise<unknown> => {
      const answer = await fetch(`${api}/${name}/${file}`);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      const told = (await answer.json()) as { status: number; code: string };
      expect(told.status).toBe(answer.status);
      return `${told.status} ${told.code}`;
    };
    expect(await problem('nobody', 'still.mp4')).toBe('404 not-found');
    expect(await problem('cam', 'still.mp4')).toBe('404 not-running');
    expect(await problem('cam', 'live.mp4')).toBe('404 not-running');
    expect((await fetch(`${api}/cam/live.mp4?audio=loud`)).status).toBe(400);
    expect((await fetch(`${api}/cam/live.mp4`, { method: 'HEAD' })).status).toBe(404);
    expect(previewPid()).toBeUndefined();
    publishers.push(pushPicture(`${ingest}/b`, { video: false }));
    await router.untilStream('sound', 'running');
    expect(await problem('sound', 'still.mp4')).toBe('404 no-video');
    expect(await problem('sound', 'live.mp4')).toBe('404 no-video');
  });

  it('a codec that no browser plays is named', async () => {
    const { md5, sha256 } = passwordDigests('camera', 'a password');
    const user = `users: { camera: { publish: [raw], password: "$digest$md5=${md5},sha256=${sha256}" } }\n`;
    await start(`{ cam: { source: push:live/a } }\n${user}`);
    const { listeners } = await router.until(() => true);
    const raw = `rtsp://${listeners.rtsp.address}/raw`;
    const source = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-g', '25'];
    const args = [
      '-loglevel',
      'error',
      ...source,
      '-c:v',
      'mpeg4',
      '-f',
      'rtsp',
      '-rtsp_transport',
      'tcp',
      raw.replace('://', '://camera:a%20password@'),
    ];
    const camera = execa('ffmpeg', args, { reject: false, stdin: 'ignore', buffer: false });
    router.write(`${FREE_PORTS}streams: { old: { source: "${raw}" } }\n${user}`);
    await router.untilStream('old', 'running');
    const answer = await still('old');
    camera.kill('SIGKILL');
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({
      code: 'not-playable',
      detail: expect.stringContaining('MPEG4'),
    });
  });
});

describe('a live picture', () => {
  it('goes on when the FFmpeg of its stream is killed, and leaves no reader behind', async () => {
    await run('{ cam: { source: push:live/a } }', ['cam']);
    const viewer = watch('cam');
    await viewer.untilPictures(50);
    await router.until(({ streams }) => streams[0]?.delivery?.readers === 1);
    const { pid } = await router.untilStream('cam', 'running');
    process.kill(pid ?? 0, 'SIGKILL');
    await viewer.untilPictures(75);
    expect((await router.untilStream('cam', 'running')).pid).not.toBe(pid);
    const { complaints, timesS } = viewer;
    await viewer.end();
    await untilNobodyReads('cam');
    // The picture that was on its way when FFmpeg was killed may be cut off.
    expect(complaints.split('\n').filter((line) => line !== '').length, complaints).toBeLessThan(5);
    const [pictures = [], sounds = []] = timesS;
    for (const times of [pictures, sounds]) {
      const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(Math.min(...steps)).toBeGreaterThan(0);
      // A player stops at a gap.
      expect(Math.max(...steps)).toBeLessThan(0.5);
    }
  });

  it('comes without sound where that is asked for, and from another RTSP server as well', async () => {
    const elsewhere = new ServerProcess('rtsp');
    try {
      const url = await elsewhere.url('');
      const server = url.replace('rtsp://', 'rtsp://somebody:s3cret-word@').replace(/\/$/, '');
      await run(`{ cam: { source: push:live/a, server: "${server}" } }`, ['cam']);
      const viewer = watch('cam', '?audio=off');
      await viewer.untilPictures(30);
      expect(viewer.timesS[1]).toEqual([]);
      expect((await still('cam')).status).toBe(200);
      const command = processesMentioning(router.stateDir).get(previewPid() ?? 0);
      expect(command).toContain('preview/main.js');
      expect(command).not.toContain('s3cret');
      expect(JSON.stringify(router.log().filter(({ msg }) => msg !== 'ffmpeg started'))).not.toContain(
        's3cret',
      );
    } finally {
      await elsewhere.close();
    }
  });

  it.runIf(IS_SOAK)('is taken from one who takes nothing, and nobody else is concerned', async () => {
    const heavy = [
      ...H264,
      '-b:v',
      '20M',
      '-minrate',
      '20M',
      '-maxrate',
      '20M',
      '-bufsize',
      '4M',
      '-c:a',
      'aac',
    ];
    await run('{ cam: { source: push:live/a } }', ['cam'], { codecs: heavy, size: '640x360' });
    const stuck = request(`${api}/cam/live.mp4`);
    stuck.on('error', () => undefined).end();
    stuck.on('response', (response) => response.on('error', () => undefined).pause());
    await router.until(({ streams }) => streams[0]?.delivery?.readers === 1);
    const viewer = watch('cam');
    await viewer.untilPictures(25);
    await viewer.end();
    viewers.splice(0);
    // All that is left is the one that takes nothing.
    await untilNobodyReads('cam');
    stuck.destroy();
  });
});

describe('the program for pictures', () => {
  it('ends with a router that is killed', async () => {
    await run('{ cam: { source: push:live/a } }', ['cam']);
    await still('cam');
    const pid = previewPid() ?? 0;
    expect(isRunning(pid)).toBe(true);
    await router.kill();
    await waitFor('it to end', () => !isRunning(pid) || undefined);
  });

  it.runIf(IS_SOAK)('is started again when it dies, and when nobody looks it ends', async () => {
    await run('{ cam: { source: push:live/a } }', ['cam']);
    const before = await router.untilStream('cam', 'running');
    const viewer = watch('cam');
    await viewer.untilPictures(10);
    const pid = previewPid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitFor('another picture', async () => (await still('cam')).status === 200 || undefined);
    const next = previewPid() ?? 0;
    expect(next).not.toBe(pid);
    expect(await router.untilStream('cam', 'running')).toMatchObject({ pid: before.pid, restarts: 0 });
    await waitFor('it to end', () => !isRunning(next) || undefined, 100_000);
    expect((await still('cam')).status).toBe(200);
    const { exitCode } = await router.stop();
    expect([exitCode, previewPid()]).toEqual([0, undefined]);
  });
});
