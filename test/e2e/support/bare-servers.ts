import { CountingPlayer } from './counting-player.js';
import { CountingReader } from './counting-reader.js';
import { end, pushPicture } from './media.js';
import { RelayProcess } from './relay-process.js';
import { ServerProcess } from './server-process.js';
import { waitFor } from './wait-for.js';

/** Both embedded servers without a router, a stream through both of them, and at each somebody who counts what is missing. */
export class BareServers {
  readonly #servers = { rtmp: new ServerProcess('rtmp'), rtsp: new ServerProcess('rtsp') };
  readonly #endings: (() => unknown)[] = [];
  #reader: CountingReader | undefined;
  #player: CountingPlayer | undefined;
  readonly ports = { rtsp: 0, rtmp: 0 };
  /** Of the stream at the RTSP server. */
  url = '';

  /** Resolves when both have got something. */
  static async start(): Promise<BareServers> {
    const servers = new BareServers();
    try {
      await servers.#start();
    } catch (error) {
      await servers.close();
      throw error;
    }
    return servers;
  }

  get pids(): number[] {
    return [this.#servers.rtmp.pid, this.#servers.rtsp.pid];
  }

  /** Packets and pictures. */
  get received(): number {
    return (this.#reader?.received ?? 0) + (this.#player?.received ?? 0);
  }

  get missing(): number {
    const dropped = this.#servers.rtsp.path(PATH)?.delivery?.droppedPackets ?? 0;
    return (this.#reader?.missing ?? 0) + (this.#player?.missing ?? 0) + dropped;
  }

  async close(): Promise<void> {
    for (const { client } of [this.#reader, this.#player].filter((one) => one !== undefined))
      client.socket.destroy();
    for (const ending of this.#endings.reverse()) await ending();
    await Promise.all(Object.values(this.#servers).map((server) => server.close()));
  }

  async #start(): Promise<void> {
    const { rtmp, rtsp } = this.#servers;
    const input = await rtmp.url(`live/${PATH}`);
    this.url = await rtsp.url(PATH);
    this.ports.rtmp = Number(new URL(input).port);
    this.ports.rtsp = Number(new URL(this.url).port);
    const publisher = pushPicture(input);
    this.#endings.push(() => end(publisher));
    await rtmp.untilPublished(`live/${PATH}`);
    const relay = new RelayProcess({ input, output: this.url });
    this.#endings.push(() => relay.dispose());
    await rtsp.untilPublished(PATH);
    this.#reader = new CountingReader(this.ports.rtsp);
    await this.#reader.play(PATH);
    this.#player = await CountingPlayer.play(this.ports.rtmp, 'live', PATH);
    await waitFor('packets', () => this.received > 100 || undefined);
  }
}

const PATH = 'cam';
