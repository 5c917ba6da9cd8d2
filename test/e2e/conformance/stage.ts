import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RtspClient } from '../../media-server/rtsp/rtsp-client.js';
import { DecodingReader } from '../support/decoding-reader.js';
import type { Transport } from '../support/players/player.js';
import { FREE_PORTS, TestRouter } from '../support/router.js';
import { waitFor } from '../support/wait-for.js';
import type { Cell } from './cells.js';
import { encodeArguments, type Medium, media } from './medium.js';
import { type ConformancePublisher, publishers } from './publishers.js';

/** A router, and what is published at it. */
export class Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-conformance-'));
  readonly #fileSeconds: number;
  readonly #router: TestRouter;
  #rtsp = '';
  #rtmp = '';

  /** @param fileSeconds how long each publisher sends */
  constructor(fileSeconds: number) {
    this.#fileSeconds = fileSeconds;
    const streams = publishers
      .filter(({ over }) => over === 'rtmp')
      .flatMap((publisher) => media.map((medium) => pathOf(publisher, medium)))
      .map((path) => `  ${path}: { source: "push:live/${path}" }\n`);
    this.#router = new TestRouter(`${FREE_PORTS}streams:\n${streams.join('')}`);
  }

  /** Encodes all media meanwhile. */
  async start(): Promise<void> {
    const [{ listeners }] = await Promise.all([
      this.#router.start(),
      ...media.map((medium) =>
        execa('ffmpeg', encodeArguments(medium, this.#fileSeconds, this.#file(medium))),
      ),
    ]);
    this.#rtsp = listeners.rtsp.address ?? '';
    this.#rtmp = listeners.rtmp.address ?? '';
  }

  /** Resolves when it can be played. */
  async publish(publisher: ConformancePublisher, medium: Medium): Promise<OnAir> {
    const path = pathOf(publisher, medium);
    const publishing = run(publisher.command(medium, this.#file(medium), this.#target(publisher, path)));
    const asking = new RtspClient(Number(this.#rtsp.split(':').at(-1)));
    const end = async (): Promise<void> => {
      asking.socket.destroy();
      publishing.kill('SIGKILL');
      await publishing;
    };
    try {
      await waitFor(`${path} to be on the air`, async () => {
        if (publishing.exitCode !== null)
          throw new Error(`${publisher.title} ends: ${(await publishing).all}`);
        return (await asking.request('DESCRIBE', path)).status === 200 || undefined;
      });
    } catch (error) {
      await end();
      throw error;
    }
    asking.socket.destroy();
    return { url: () => `rtsp://${this.#rtsp}/${path}`, end };
  }

  /** What a publisher says that cannot publish this. */
  async refusalOf(publisher: ConformancePublisher, medium: Medium): Promise<string> {
    const path = pathOf(publisher, medium);
    const { all } = await run(publisher.command(medium, this.#file(medium), this.#target(publisher, path)));
    return all;
  }

  async dispose(): Promise<void> {
    await this.#router.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file({ id }: Medium): string {
    return join(this.#folder, `${id}.mkv`);
  }

  #target({ over }: ConformancePublisher, path: string): string {
    return over === 'rtmp' ? `rtmp://${this.#rtmp}/live/${path}` : `rtsp://${this.#rtsp}/${path}`;
  }
}

/** What a path plays that is on the air. */
export interface OnAir {
  url(transport: Transport): string;
  end(): Promise<void>;
}

/** Plays a cell for so long. Answers what is wrong with it; undefined when nothing is. */
export async function play(
  { player, medium }: Cell,
  onAir: OnAir,
  seconds: number,
): Promise<string | undefined> {
  const url = onAir.url(player.transport);
  const reader = new DecodingReader(url, player.transport, player.player(medium.tracks));
  try {
    await reader.untilPlayed(seconds, player.decodes(medium));
    // What it says when it is ended is no matter.
    return reader.complaints.length === 0 ? undefined : reader.complaints.join('\n');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await reader.end();
  }
}

function pathOf(publisher: ConformancePublisher, medium: Medium): string {
  return `${publisher.id}-${medium.id}`;
}

function run({ file, arguments: args }: { file: string; arguments: readonly string[] }) {
  return execa(file, args, { reject: false, stdin: 'ignore', all: true, timeout: 120_000 });
}
