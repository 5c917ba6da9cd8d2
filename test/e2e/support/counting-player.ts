import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import { command, connectCommand, TestClient } from '../../media-server/rtmp/test-client.js';

/** A player over RTMP that counts the pictures that are missing, of 25 a second. */
export class CountingPlayer {
  readonly client: TestClient;
  received = 0;
  missing = 0;
  #lastMs: number | undefined;

  static async play(port: number, app: string, name: string): Promise<CountingPlayer> {
    const client = await TestClient.open(port);
    client.send(connectCommand(app), command('play', 0, null, name));
    const player = new CountingPlayer(client);
    await client.until(() => player.received > 0);
    return player;
  }

  private constructor(client: TestClient) {
    this.client = client;
    client.socket.on('data', () => {
      for (const message of client.output.media.splice(0)) this.#onMedia(message);
    });
  }

  #onMedia({ type, payload, timestampMs }: RtmpMessage): void {
    // The second byte of a sequence header is 0: it is no picture.
    if (type !== messageType.video || payload[1] === 0) return;
    this.received += 1;
    const last = this.#lastMs ?? timestampMs - FRAME_MS;
    this.missing += Math.max(0, Math.round((timestampMs - last) / FRAME_MS) - 1);
    this.#lastMs = timestampMs;
  }
}

const FRAME_MS = 40;
