import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.js';
import { eventually } from './within.js';

/**
 * A program that passes for FFmpeg, writes down when it was started and with which arguments, and then does nothing
 * until it is ended. In bash, since that knows the time to the microsecond without starting a process for it.
 */
export class FakeFfmpeg {
  readonly path: string;
  readonly #record: string;

  constructor(folder: string) {
    const bash = findOnPath('bash');
    if (bash === undefined) throw new Error('bash is missing');
    this.path = join(folder, 'ffmpeg');
    this.#record = join(folder, 'started.txt');
    const lines = [
      `#!${bash}`,
      'now=$EPOCHREALTIME',
      'case "$*" in *-version*) echo "ffmpeg version 0-bench"; exit ;; esac',
      `echo "$now $*" >> '${this.#record}'`,
      'exec sleep 3600',
    ];
    writeFileSync(this.path, `${lines.join('\n')}\n`, { mode: 0o700 });
  }

  /** When it was first started with this word in its arguments, in milliseconds since the Unix epoch. */
  async startedAtMs(word: string, boundMs: number): Promise<number> {
    return await eventually(boundMs, `FFmpeg is started for ${word}`, () => {
      if (!existsSync(this.#record)) return undefined;
      const lines = readFileSync(this.#record, 'utf8').split('\n').slice(0, -1);
      const line = lines.find((candidate) => candidate.split(' ').includes(word));
      // The decimal sign is that of the locale.
      return line === undefined ? undefined : 1_000 * Number(line.split(' ')[0]?.replace(',', '.'));
    });
  }
}
