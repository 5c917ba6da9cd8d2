import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import { H264 } from './media.js';

/** A source over HTTP that serves one client at a time, as many a camera does, and refuses others. */
export class SingleClientSource {
  readonly #server: Server;
  #isBusy = false;
  #refusals = 0;

  static async open(): Promise<SingleClientSource> {
    const source = new SingleClientSource();
    source.#server.listen(0, '127.0.0.1');
    await once(source.#server, 'listening');
    return source;
  }

  private constructor() {
    this.#server = createServer((_request, response) => {
      if (this.#isBusy) {
        this.#refusals += 1;
        response.writeHead(503).end();
        return;
      }
      this.#isBusy = true;
      const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', ...H264];
      const ffmpeg = execa('ffmpeg', ['-loglevel', 'error', ...picture, '-f', 'mpegts', 'pipe:1'], {
        reject: false,
        buffer: false,
        stdin: 'ignore',
      });
      ffmpeg.stdout.pipe(response);
      response.on('close', () => {
        this.#isBusy = false;
        ffmpeg.kill('SIGKILL');
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/a.ts`;
  }

  /** Clients that came while there was another one. */
  get refusals(): number {
    return this.#refusals;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
