import { execa } from 'execa';
import { waitFor } from './wait-for.js';

/** FFmpeg decoding a stream over RTSP as a player would; it tells the time of each picture. */
export class DecodingReader {
  readonly #process: ReturnType<typeof spawn>;
  readonly #timesS: number[][] = [[], []];
  #errors = '';
  #pending = '';
  #hasEnded = false;

  constructor(url: string, transport: 'tcp' | 'udp', tracks: readonly Track[] = ['video', 'audio']) {
    this.#process = spawn(url, transport, tracks);
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    void this.#process.then(() => {
      this.#hasEnded = true;
    });
  }

  /** Times of the decoded pictures and of the decoded pieces of sound, in seconds. */
  get timesS(): { readonly video: readonly number[]; readonly audio: readonly number[] } {
    return { video: this.#timesS[0] ?? [], audio: this.#timesS[1] ?? [] };
  }

  /** What FFmpeg warned of. */
  get complaints(): string[] {
    return this.#errors.split('\n').filter((line) => line.trim() !== '' && !HARMLESS.test(line));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when so many more pictures were decoded. Rejects when it ends before. */
  async untilPictures(count: number): Promise<void> {
    const from = this.timesS.video.length;
    await waitFor(
      `${count} more pictures at a reader`,
      () => {
        if (this.#hasEnded) throw new Error(`the reader has ended: ${this.#errors}`);
        return this.timesS.video.length >= from + count || undefined;
      },
      60_000,
      async () => this.#errors,
    );
  }

  /** As Ctrl-C does; resolves with the exit code. */
  async end(): Promise<number | undefined> {
    this.#process.stdin?.end('q');
    const forced = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    const { exitCode } = await this.#process;
    clearTimeout(forced);
    return exitCode;
  }

  /** Lines of `framecrc`: stream, dts, pts, duration, size, checksum. */
  #read(text: string): void {
    const lines = (this.#pending + text).split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) {
      const cells = line.split(',').map((cell) => cell.trim());
      if (line.startsWith('#') || cells.length < 6) continue;
      this.#timesS[Number(cells[0])]?.push(Number(cells[2]) / 90_000);
    }
  }
}

export type Track = 'video' | 'audio';

/** What FFmpeg says of every stream of that kind that it begins to read. */
const HARMLESS = /Guessed Channel Layout/;

function spawn(url: string, transport: string, tracks: readonly Track[]) {
  const input = ['-hide_banner', '-loglevel', 'level+warning', '-rtsp_transport', transport, '-i', url];
  // Times as they are: nothing is repeated, dropped or moved.
  const maps = tracks.flatMap((track) => ['-map', `0:${track.charAt(0)}`]);
  const output = [...maps, '-fps_mode', 'passthrough', '-enc_time_base', '1:90000'];
  const raw = ['-c:v', 'rawvideo', '-c:a', 'pcm_s16le', '-f', 'framecrc', '-flush_packets', '1', 'pipe:1'];
  return execa('ffmpeg', [...input, '-copyts', ...output, ...raw], { reject: false, buffer: false });
}
