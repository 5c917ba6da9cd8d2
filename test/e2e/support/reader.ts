import { execa } from 'execa';
import { waitFor } from './wait-for.js';

/** FFmpeg reading a stream over RTSP without decoding it, for as long as the stream lasts. */
export class Reader {
  readonly #process: ReturnType<typeof spawn>;
  #hasEnded = false;
  #mediaUs = 0;

  constructor(url: string) {
    this.#process = spawn(url);
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const [, us] of text.matchAll(/^out_time_us=(\d+)$/gm)) this.#mediaUs = Number(us);
    });
    void this.#process.then(() => {
      this.#hasEnded = true;
    });
  }

  /** Of the media that it has read, in seconds. */
  get mediaS(): number {
    return this.#mediaUs / 1_000_000;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when it has read so many more seconds. Rejects when it ends before. */
  async untilReadMore(seconds: number): Promise<void> {
    const from = this.mediaS;
    await waitFor(`${seconds} s more of media at a reader`, () => {
      if (this.#hasEnded) throw new Error('the reader has ended');
      return this.mediaS >= from + seconds || undefined;
    });
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process;
  }
}

function spawn(url: string) {
  const args = ['-hide_banner', '-loglevel', 'error', '-rtsp_transport', 'tcp', '-i', url];
  const output = ['-c', 'copy', '-f', 'null', '-progress', 'pipe:1', '-stats_period', '0.2', '-'];
  return execa('ffmpeg', [...args, ...output], { reject: false, stdin: 'ignore', buffer: false });
}
