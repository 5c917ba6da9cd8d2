import { end, type Publisher, pushPicture } from './media.js';
import { FREE_PORTS, TestRouter } from './router.js';

/** A second router whose ingest serves one test picture, so that streams of any number of routers have a cheap source. */
export class SourceRouter {
  readonly #router = new TestRouter(`${FREE_PORTS}streams: { picture: { source: push:live/picture } }\n`);
  #publisher: Publisher | undefined;

  /** Resolves with the address to play from when there is a picture. */
  async start(): Promise<string> {
    const { listeners } = await this.#router.start();
    const url = `rtmp://${listeners.rtmp.address}/live/picture`;
    this.#publisher = pushPicture(url); // both tracks: FFmpeg would look 5 s for a missing one
    await this.#router.untilStream('picture', 'running');
    return url;
  }

  async dispose(): Promise<void> {
    await end(this.#publisher);
    await this.#router.dispose();
  }
}
