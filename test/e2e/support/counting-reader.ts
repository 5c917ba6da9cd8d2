import { RtspClient } from '../../media-server/rtsp/rtsp-client.js';

/** A reader over TCP that counts the RTP packets of both tracks that are missing. */
export class CountingReader {
  readonly client: RtspClient;
  received = 0;
  missing = 0;
  readonly #last = new Map<number, number>();

  constructor(port: number) {
    this.client = new RtspClient(port, { onFrame: (frame) => this.#onFrame(frame) });
  }

  async play(path: string): Promise<void> {
    const Session = await this.client.setup(path);
    await this.client.request('PLAY', path, { Session });
  }

  #onFrame(frame: Buffer): void {
    const channel = frame[1] ?? 0;
    if ((channel & 1) === 1) return;
    this.received += 1;
    const sequence = frame.readUInt16BE(6);
    const last = this.#last.get(channel) ?? sequence - 1;
    this.missing += (sequence - last - 1) & 0xffff;
    this.#last.set(channel, sequence);
  }
}
