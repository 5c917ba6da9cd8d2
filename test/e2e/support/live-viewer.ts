import { execa } from 'execa';
import { waitFor } from './wait-for.js';

/** FFmpeg decoding what a router sends as live picture, as it comes. */
export class LiveViewer {
  readonly #process: ReturnType<typeof decode>;
  readonly #decodedAtS: number[][] = [[], []];
  #errors = '';
  #pending = '';

  constructor(url: string) {
    this.#process = decode(url);
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  get pictures(): number {
    return this.#decodedAtS[0]?.length ?? 0;
  }

  /** Of pictures and of sounds, in seconds from the beginning. */
  get timesS(): readonly (readonly number[])[] {
    return this.#decodedAtS;
  }

  /** What FFmpeg said of it. */
  get complaints(): string {
    return this.#errors;
  }

  async untilPictures(count: number): Promise<void> {
    const from = this.pictures;
    await waitFor(
      `${count} more pictures`,
      () => this.pictures >= from + count || undefined,
      60_000,
      () => this.#errors,
    );
  }

  /** As Ctrl-C does. */
  async end(): Promise<void> {
    this.#process.kill('SIGINT');
    await this.#process;
  }

  /** Lines of `framecrc`: stream, dts, pts, duration, size, checksum. */
  #read(text: string): void {
    const lines = (this.#pending + text).split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) {
      const cells = line.split(',').map(Number);
      if (!line.startsWith('#') && cells.length >= 6)
        this.#decodedAtS[cells[0] ?? 0]?.push((cells[2] ?? 0) / 90_000);
    }
  }
}

function decode(url: string) {
  const input = ['-hide_banner', '-loglevel', 'level+warning', '-i', url, '-map', '0:v', '-map', '0:a?'];
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', '1:90000'];
  const raw = ['-c:v', 'rawvideo', '-c:a', 'pcm_s16le', '-f', 'framecrc', '-flush_packets', '1', 'pipe:1'];
  return execa('ffmpeg', [...input, ...times, ...raw], { reject: false, stdin: 'ignore', buffer: false });
}
