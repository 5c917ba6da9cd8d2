import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RtspClient, tcpTransport } from '../../media-server/rtsp/rtsp-client.js';
import { makeCertificate } from '../support/certificate.js';
import { DecodingReader } from '../support/decoding-reader.js';
import type { Transport } from '../support/players/player.js';
import { TestRouter } from '../support/router.js';
import { waitFor } from '../support/wait-for.js';
import type { Cell } from './cells.js';
import { encodeArguments, type Medium, media } from './medium.js';
import { type ConformancePublisher, publishers } from './publishers.js';

/** A router, and what is published at it. */
export class Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-conformance-'));
  readonly #fileSeconds: number;
  readonly #router: TestRouter;
  #addresses: Readonly<Record<'rtsp' | 'rtsps' | 'rtmp' | 'rtmps', string>> | undefined;

  /** @param fileSeconds how long each publisher sends */
  constructor(fileSeconds: number) {
    this.#fileSeconds = fileSeconds;
    const streams = publishers
      .filter(({ over }) => over === 'rtmp')
      .flatMap((publisher) => media.map((medium) => pathOf(publisher, medium)))
      .map((path) => `  ${path}: { source: "push:live/${path}" }\n`);
    this.#router = new TestRouter(`${LISTEN}streams:\n${streams.join('')}`);
    this.#router.environment = { PUBLISHING: PASSWORD };
    makeCertificate(this.#router.folder, 'localhost');
  }

  /** Encodes all media meanwhile. */
  async start(): Promise<void> {
    const [{ listeners }] = await Promise.all([
      this.#router.start(),
      ...media.map((medium) =>
        execa('ffmpeg', encodeArguments(medium, this.#fileSeconds, this.#file(medium))),
      ),
    ]);
    this.#addresses = {
      rtsp: listeners.rtsp.address ?? '',
      rtsps: listeners.rtsps.address ?? '',
      rtmp: listeners.rtmp.address ?? '',
      rtmps: listeners.rtmps.address ?? '',
    };
  }

  /** Resolves when it can be played, and its publisher has said how its tracks belong together. */
  async publish(publisher: ConformancePublisher, medium: Medium): Promise<OnAir> {
    const path = pathOf(publisher, medium);
    const publishing = run(publisher.command(medium, this.#file(medium), this.#target(publisher, path)));
    const asking = new RtspClient(Number(new URL(this.#url('rtsp')).port));
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
      await untilReported(asking, path, medium.tracks.length);
    } catch (error) {
      await end();
      throw error;
    }
    asking.socket.destroy();
    return { url: (transport) => `${this.#url(transport === 'tls' ? 'rtsps' : 'rtsp')}/${path}`, end };
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

  #target({ over, isEncrypted }: ConformancePublisher, path: string): string {
    if (over === 'rtmp') return `${this.#url(isEncrypted ? 'rtmps' : 'rtmp')}/live/${path}`;
    const url = new URL(`${this.#url(isEncrypted ? 'rtsps' : 'rtsp')}/${path}`);
    return Object.assign(url, { username: USER, password: PASSWORD }).href;
  }

  #url(scheme: 'rtsp' | 'rtsps' | 'rtmp' | 'rtmps'): string {
    return `${scheme}://${this.#addresses?.[scheme]}`;
  }
}

const [USER, PASSWORD] = ['publisher', 'of-the-table'];
const LISTEN = `version: 1
listen: { rtsp: 127.0.0.1:0, rtsps: 127.0.0.1:0, rtmp: 127.0.0.1:0, rtmps: 127.0.0.1:0, http: 127.0.0.1:0 }
tls: { cert: tls.crt, key: tls.key }
users: { ${USER}: { password: "\${PUBLISHING}", publish: ["*"] } }
`;

/** What a path plays that is on the air. */
export interface OnAir {
  url(transport: Transport): string;
  end(): Promise<void>;
}

/** Plays a cell for so long. Answers what is wrong with it; undefined when nothing is. */
export async function play(cell: Cell, onAir: OnAir, seconds: number): Promise<string | undefined> {
  for (;;) {
    const problem = await playOnce(cell, onAir, seconds);
    // It has not even begun.
    if (problem === undefined || cell.player.isFalseStart?.(problem) !== true) return problem;
  }
}

async function playOnce(
  { player, medium, quirk }: Cell,
  onAir: OnAir,
  seconds: number,
): Promise<string | undefined> {
  const url = onAir.url(player.transport);
  const reader = new DecodingReader(url, player.transport, player.player(medium.tracks));
  try {
    await reader.untilPlayed(seconds, player.decodes(medium), player.isFalseStart);
    // What it says when it is ended is no matter.
    const complaints = reader.complaints.filter((line) => quirk === undefined || !quirk.line.test(line));
    // One unit is a few lines, each second of sound would be dozens.
    const excused = reader.complaints.length - complaints.length;
    return complaints.length === 0 && excused <= 4 ? undefined : reader.complaints.join('\n');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await reader.end();
  }
}

/** Plays until a sender report of each track has come (RFC 3550 6.4.1): when it comes later, players move their clocks. */
async function untilReported(client: RtspClient, path: string, tracks: number): Promise<void> {
  let session: string | undefined;
  for (let track = 0; track < tracks; track++) {
    const { headers } = await client.request('SETUP', `${path}/trackID=${track}`, {
      Transport: tcpTransport(2 * track),
      ...(session === undefined ? {} : { Session: session }),
    });
    session ??= headers.get('session')?.split(';')[0] ?? '';
  }
  await client.request('PLAY', path, { Session: session ?? '' });
  const reported = new Set<number | undefined>();
  await waitFor(`sender reports of ${path}`, () => {
    for (const frame of client.frames.splice(0)) if (frame[5] === SENDER_REPORT) reported.add(frame[1]);
    return (
      Array.from({ length: tracks }, (_none, track) => 2 * track + 1).every((channel) =>
        reported.has(channel),
      ) || undefined
    );
  });
}

const SENDER_REPORT = 200;

function pathOf(publisher: ConformancePublisher, medium: Medium): string {
  return `${publisher.id}-${medium.id}`;
}

function run({ file, arguments: args }: { file: string; arguments: readonly string[] }) {
  return execa(file, args, { reject: false, stdin: 'ignore', all: true, timeout: 120_000 });
}
