import { describe, expect, it } from 'vitest';
import type { StreamStatus } from '../../src/status/stream-status.js';
import type { DecodingReader } from './support/decoding-reader.js';
import { end } from './support/media.js';
import { ffmpeg } from './support/players/ffmpeg.js';
import { gstreamer, hasGstreamer } from './support/players/gstreamer.js';
import type { Player } from './support/players/player.js';
import { hasVlc, vlc } from './support/players/vlc.js';
import { isRunning } from './support/processes.js';
import { FREE_PORTS, type TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';
import { untilOnly, useWatchedStreams } from './support/watched-streams.js';

/** Each disturbance so often; the soak takes longer outages, too. VLC gives up after 10 s without a packet. */
const IS_SOAK = Boolean(process.env['KAZSTREAMLINK_SOAK']);
const TIMES = IS_SOAK ? 3 : 1;
const OUTAGES_S = IS_SOAK ? [1, 20, 20, 20] : [1, 12];

const { routerOf, push, read } = useWatchedStreams();

/** A router whose stream `cam` has these keys. */
async function start(keys: (ingest: string) => string): Promise<{ router: TestRouter; ingest: string }> {
  const router = routerOf(`${FREE_PORTS}streams: {}\n`);
  const { listeners } = await router.start();
  const ingest = `rtmp://${listeners.rtmp.address}/live`;
  router.write(`${FREE_PORTS}streams: { cam: { ${keys(ingest)} } }\n`);
  return { router, ingest };
}

/** Those that are there, each over TCP and UDP. */
const PLAYERS: readonly Player[] = [ffmpeg, ...(hasGstreamer ? [gstreamer] : []), ...(hasVlc ? [vlc] : [])];

async function readAll(url: string | null): Promise<DecodingReader[]> {
  const transports = IS_SOAK ? (['tcp', 'udp'] as const) : (['tcp'] as const);
  return Promise.all(
    PLAYERS.flatMap((player) => transports.map((transport) => read(url, transport, player))),
  );
}

/** Runs `disturb`, waits until the picture is back everywhere, and answers the longest time without one on the clock, in seconds. */
async function disturbed(all: readonly DecodingReader[], disturb: () => Promise<unknown>): Promise<number> {
  const watched = all.map((reader) => ({ reader, pictures: -1, lastMs: performance.now() }));
  let longestMs = 0;
  const watch = setInterval(() => {
    const nowMs = performance.now();
    for (const one of watched) {
      if (one.reader.timesS.video.length === one.pictures) continue;
      one.pictures = one.reader.timesS.video.length;
      longestMs = Math.max(longestMs, nowMs - one.lastMs);
      one.lastMs = nowMs;
    }
  }, 10);
  try {
    await disturb();
    await Promise.all(all.map((reader) => reader.untilPictures(50)));
  } finally {
    clearInterval(watch);
  }
  return longestMs / 1000;
}

/** All have decoded everything without a complaint, in the order of time, with no gap longer than `outagesS`. */
async function expectUndisturbed(all: readonly DecodingReader[], outagesS: readonly number[]): Promise<void> {
  const longestS = Math.max(...outagesS);
  for (const reader of all) {
    const { video, audio } = reader.timesS;
    for (const [track, times] of Object.entries({ video, audio })) {
      const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      const who = `${track} of ${reader.name}`;
      expect(Math.min(...steps), `${who} goes forward`).toBeGreaterThan(reader.mayRepeatTimes ? -1e-9 : 0);
      // The clock is looked at when a picture was decoded, not when it was due.
      const longest = Math.max(...steps);
      const at = times[steps.indexOf(longest)];
      expect(longest, `${who} has no longer gap (${at} s)`).toBeLessThan(longestS + 0.3);
    }
    const apartS = Math.abs((video.at(-1) ?? 0) - (audio.at(-1) ?? 0));
    expect(apartS, `sound and picture of ${reader.name} have stayed together`).toBeLessThan(1);
    expect(reader.hasEnded, `${reader.name} has ended`).toBe(false);
  }
  const complaints = all.map((reader) => ({ name: reader.name, said: [...reader.complaints] }));
  expect(complaints).toEqual(all.map(({ name }) => ({ name, said: [] })));
  const ends = all.map(async (reader) => {
    const exitCode = await reader.end();
    return {
      name: reader.name,
      exitCode,
      lastSaid: exitCode === 0 ? [] : [...reader.complaints, ...reader.lastSaid],
    };
  });
  expect(await Promise.all(ends)).toEqual(all.map(({ name }) => ({ name, exitCode: 0, lastSaid: [] })));
}

describe('players play on over TCP and UDP', () => {
  it('when FFmpeg is killed', async () => {
    const { router, ingest } = await start(() => 'source: push:live/main');
    push(`${ingest}/main`);
    const { rtspUrl } = await untilOnly(router, ({ phase }) => phase === 'running');
    const players = await readAll(rtspUrl);
    await untilOnly(router, ({ delivery }) => delivery?.readers === players.length);
    const outages: number[] = [];
    for (let count = 0; count < TIMES; count++) {
      const outage = await disturbed(players, async () => {
        const { pid } = await untilOnly(router, ({ phase }) => phase === 'running');
        process.kill(pid ?? 0, 'SIGKILL');
        await untilOnly(router, (stream) => stream.phase === 'running' && stream.pid !== pid);
      });
      outages.push(outage);
    }
    await expectUndisturbed(players, outages);
  });

  it('when it goes to another source and back', async () => {
    const { router, ingest } = await start(
      () => 'failback: 1s, source: ["push:live/main", "push:live/backup"]',
    );
    push(`${ingest}/backup`);
    let main = push(`${ingest}/main`);
    const isOn = (name: string) => (stream: StreamStatus) =>
      stream.phase === 'running' && stream.source === `push:live/${name}`;
    const { rtspUrl } = await untilOnly(router, isOn('main'));
    const players = await readAll(rtspUrl);
    const outages: number[] = [];
    for (let count = 0; count < TIMES; count++) {
      const away = async () => {
        await end(main);
        await untilOnly(router, isOn('backup'));
      };
      const back = async () => {
        main = push(`${ingest}/main`);
        await untilOnly(router, isOn('main'));
      };
      outages.push(await disturbed(players, away), await disturbed(players, back));
    }
    await expectUndisturbed(players, outages);
  });

  it("when the stream's arguments are changed", async () => {
    const { router, ingest } = await start(() => 'source: push:live/main');
    push(`${ingest}/main`);
    const { rtspUrl } = await untilOnly(router, ({ phase }) => phase === 'running');
    const players = await readAll(rtspUrl);
    const outages: number[] = [];
    for (const size of [1000, 1100, 1200].slice(0, TIMES)) {
      const change = async () => {
        const { pid } = await untilOnly(router, ({ phase }) => phase === 'running');
        const extras = `ffmpeg: { outputArgs: ["-pkt_size", ${size}] }`;
        router.write(`${FREE_PORTS}streams: { cam: { source: push:live/main, ${extras} } }\n`);
        await untilOnly(router, (stream) => stream.phase === 'running' && stream.pid !== pid);
      };
      outages.push(await disturbed(players, change));
    }
    await expectUndisturbed(players, outages);
  });

  it('when there is no source for some seconds', async () => {
    const { router, ingest } = await start(() => 'source: push:live/main');
    let main = push(`${ingest}/main`);
    const { rtspUrl } = await untilOnly(router, ({ phase }) => phase === 'running');
    const players = await readAll(rtspUrl);
    const outages: number[] = [];
    for (const seconds of OUTAGES_S) {
      const away = async () => {
        await end(main);
        await untilOnly(router, ({ delivery }) => delivery !== null && delivery.heldSince !== null);
        const endedMs = performance.now();
        await waitFor('the outage to last', () => performance.now() - endedMs > seconds * 1000 || undefined);
        main = push(`${ingest}/main`);
        await untilOnly(router, ({ phase }) => phase === 'running');
      };
      outages.push(await disturbed(players, away));
    }
    await expectUndisturbed(players, outages);
  });
});

it('readers of a stream that is removed from the file are closed', async () => {
  const { router, ingest } = await start(() => 'source: push:live/main');
  push(`${ingest}/main`);
  const { rtspUrl } = await untilOnly(router, ({ phase }) => phase === 'running');
  const reader = await read(rtspUrl);
  router.write(`${FREE_PORTS}streams: {}\n`);
  await waitFor('the reader to end', () => reader.hasEnded || undefined);
});

it('also where this router has never started anything for it', async () => {
  const { router, ingest } = await start(() => 'source: push:live/main');
  const main = push(`${ingest}/main`);
  const { rtspUrl, pid } = await untilOnly(router, ({ phase }) => phase === 'running');
  const reader = await read(rtspUrl);
  await router.kill();
  await end(main);
  await waitFor('FFmpeg to end with its source', () => !isRunning(pid ?? 0) || undefined);
  await router.start();
  await untilOnly(router, ({ phase, delivery }) => phase === 'pending' && delivery?.readers === 1);
  router.write(`${FREE_PORTS}streams: {}\n`);
  await waitFor('the reader to end', () => reader.hasEnded || undefined);
});
