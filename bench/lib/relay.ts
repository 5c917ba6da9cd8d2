import { COPIED, relayArguments } from '../../src/ffmpeg/relay-arguments.js';
import type { Ingest } from './ingest.js';
import type { BenchProcess, Processes } from './processes.js';
import { eventually } from './within.js';

/** An FFmpeg as the router starts it: copies the test media from the ingest to an RTSP address. */
export class BenchRelay {
  readonly output: string;
  readonly process: BenchProcess;
  /** What it last said; see FFmpeg's `-progress`. */
  #progress = '';

  /** @param ffmpeg its path, or a name to look for on PATH */
  constructor(processes: Processes, ingest: Ingest, output: string, ffmpeg = 'ffmpeg') {
    this.output = output;
    const args = relayArguments({ input: ingest.url, output, knownTracks: ingest.knownTracks, ...COPIED });
    this.process = processes.start(ffmpeg, args, {
      onOutput: (text) => {
        this.#progress = text;
      },
    });
  }

  /** Resolves when frames have reached the output. */
  async onAir(): Promise<void> {
    const frames = eventually(20_000, `frames at ${this.output}`, () =>
      /^out_time_us=[1-9]/m.test(this.#progress) ? true : undefined,
    );
    await this.process.unlessItEnds(`the relay to ${this.output}`, frames);
  }
}
