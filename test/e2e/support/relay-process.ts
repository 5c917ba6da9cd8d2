import { execa } from 'execa';
import type { FfmpegEnd } from '../../../src/ffmpeg/ffmpeg-end.js';
import { saysInputOpened } from '../../../src/ffmpeg/ffmpeg-end.js';
import { ProgressParser } from '../../../src/ffmpeg/progress-parser.js';
import { COPIED, type Relay, relayArguments } from '../../../src/ffmpeg/relay-arguments.js';
import { LineReader } from '../../../src/util/line-reader.js';
import { waitFor } from './wait-for.js';

/** The FFmpeg that the routers of the tests run, relaying as a stream's does, without a router: for its ends and its hangs. */
export class RelayProcess {
  /** Resolves when it is gone. */
  readonly ended: Promise<FfmpegEnd>;
  readonly #process: ReturnType<typeof spawn>;
  readonly #lines: string[] = [];
  #outTimeUs = 0;
  #advancedAtMs = Date.now();
  #inputOpenedAtMs: number | undefined;

  /** @param extra arguments before the output */
  constructor(relay: Pick<Relay, 'input' | 'output'>, extra: readonly string[] = []) {
    const args = relayArguments({ ...COPIED, ...relay, knownTracks: null });
    this.#process = spawn([...args.slice(0, -1), ...extra, relay.output]);
    const progress = new ProgressParser(({ outTimeUs }, isLast) => {
      if (!isLast && outTimeUs > this.#outTimeUs) this.#advancedAtMs = Date.now();
      this.#outTimeUs = outTimeUs;
    });
    const output = new LineReader((line) => progress.push(line));
    const errors = new LineReader((line) => this.#onErrorLine(line));
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    this.ended = this.#process.then(({ exitCode, signal }) => this.#endOf(exitCode, signal));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Milliseconds since media time advanced. */
  get quietMs(): number {
    return Date.now() - this.#advancedAtMs;
  }

  async untilRunning(): Promise<void> {
    await waitFor('media at the output', () => this.#outTimeUs > 0 || undefined);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async dispose(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  #onErrorLine(line: string): void {
    this.#lines.push(line);
    if (saysInputOpened(line)) this.#inputOpenedAtMs = Date.now();
  }

  #endOf(exitCode: number | undefined, signal: string | undefined): FfmpegEnd {
    const input = this.#inputOpenedAtMs;
    return {
      spawnError: null,
      exitCode: exitCode ?? null,
      signal: signal ?? null,
      standardError: this.#lines,
      hadProgress: this.#outTimeUs > 0,
      quietMs: this.quietMs,
      sinceInputMs: input === undefined ? null : Date.now() - input,
      sawProgressEnd: false,
      oomKillsDuring: 0,
    };
  }
}

function spawn(args: readonly string[]) {
  return execa(process.env['KAZSTREAMLINK_FFMPEG'] ?? 'ffmpeg', args, {
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
}
