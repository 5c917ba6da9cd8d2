import { afterEach } from 'vitest';
import type { StreamStatus } from '../../../src/status/stream-status.js';
import { DecodingReader } from './decoding-reader.js';
import { end, type Picture, type Publisher, pushPicture } from './media.js';
import { ffmpeg } from './players/ffmpeg.js';
import type { Player } from './players/player.js';
import { TestRouter } from './router.js';

/** Routers, publishers and players of the tests of a file; all of them end after each test. */
export function useWatchedStreams(): WatchedStreams {
  let routers: TestRouter[] = [];
  let publishers: Publisher[] = [];
  let readers: DecodingReader[] = [];
  afterEach(async () => {
    await Promise.all(readers.map((reader) => reader.end()));
    await Promise.all(publishers.map(end));
    await Promise.all(routers.map((router) => router.dispose()));
    [routers, publishers, readers] = [[], [], []];
  });
  return {
    routerOf(text) {
      const router = new TestRouter(text);
      routers.push(router);
      return router;
    },
    push(url, picture) {
      const publisher = pushPicture(url, picture);
      publishers.push(publisher);
      return publisher;
    },
    async read(url, transport = 'tcp', player = ffmpeg) {
      const reader = new DecodingReader(url ?? '', transport, player);
      readers.push(reader);
      await reader.untilPictures(25);
      return reader;
    },
  };
}

export interface WatchedStreams {
  /** A router of this configuration, not started yet. */
  routerOf(text: string): TestRouter;
  push(url: string, picture?: Picture): Publisher;
  /** A player that has shown a second of a stream. */
  read(url: string | null, transport?: 'tcp' | 'udp', player?: Player): Promise<DecodingReader>;
}

/** Resolves with the only stream of a router, as soon as `holds`. */
export async function untilOnly(
  router: TestRouter,
  holds: (stream: StreamStatus) => boolean,
): Promise<StreamStatus> {
  const { streams } = await router.until(
    ({ streams: [stream] }) => stream !== undefined && holds(stream),
    60_000,
  );
  return streams[0] as StreamStatus;
}
