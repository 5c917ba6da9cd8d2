import type { Relay } from '../../src/ffmpeg/relay-arguments.js';
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.js';
import type { Processes } from './processes.js';
import { GOP_S, pushArguments } from './test-media.js';

/** Our RTMP ingest with the test media pushed to it, a key frame every `gopS` seconds; resolves when both tracks are there. */
export async function startIngest(
  place: { readonly processes: Processes; readonly folder: string },
  gopS = GOP_S,
): Promise<Ingest> {
  const server = await startEmbeddedServer('rtmp', place);
  const url = `${server.url}/${INGEST_PATH}`;
  const pusher = place.processes.start('ffmpeg', pushArguments(url, gopS));
  await pusher.unlessItEnds('the pushing FFmpeg', server.hasTracks(INGEST_PATH, 2));
  const announced = server.path(INGEST_PATH)?.publisher?.announced ?? null;
  return { server, url, knownTracks: announced };
}

export interface Ingest {
  readonly server: EmbeddedServer;
  /** Where to play the test media from. */
  readonly url: string;
  /** As the router knows them when it starts a relay. */
  readonly knownTracks: Relay['knownTracks'];
}

const INGEST_PATH = 'live/bench';
