import { execa } from 'execa';
import { ffmpeg } from './players/ffmpeg.js';
import type { Player, PlayerCommand, Track, Transport } from './players/player.js';
import { waitFor } from './wait-for.js';

/** A player that decodes a stream over RTSP and tells the time of each picture. */
export class DecodingReader {
  readonly name: string;
  readonly mayRepeatTimes: boolean;
  readonly #player: Player;
  readonly #command: PlayerCommand;
  readonly #process: ReturnType<typeof spawn>;
  readonly #timesS: Readonly<Record<'video' | 'audio', number[]>> = { video: [], audio: [] };
  readonly #said: string[] = [];
  readonly #complaints: string[] = [];
  #hasEnded = false;

  constructor(url: string, transport: Transport, player: Player = ffmpeg) {
    this.name = `${player.name} over ${transport}`;
    this.mayRepeatTimes = player.mayRepeatTimes;
    this.#player = player;
    this.#command = player.command(url, transport);
    this.#process = spawn(this.#command);
    const read = player.createReader();
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      onLines(output, (line) => {
        const decoded = read(line);
        if (decoded === null) this.#hear(line);
        else this.#timesS[decoded.track].push(decoded.timeS);
      });
    }
    void this.#process.then(() => {
      this.#hasEnded = true;
    });
  }

  /** Times of the decoded pictures and of the decoded pieces of sound, in seconds. */
  get timesS(): { readonly video: readonly number[]; readonly audio: readonly number[] } {
    return this.#timesS;
  }

  /** What it warned of. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** The last that it said besides times, and what it complained of. */
  get lastSaid(): readonly string[] {
    return this.#said;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when so many more pictures were decoded. Rejects when it ends before. */
  async untilPictures(count: number): Promise<void> {
    const from = this.timesS.video.length;
    await waitFor(
      `${count} more pictures at ${this.name}`,
      () => {
        if (this.#hasEnded) throw new Error(`${this.name} has ended: ${this.#said.join('\n')}`);
        return this.timesS.video.length >= from + count || undefined;
      },
      60_000,
      () => this.#said.join('\n'),
    );
  }

  /** Resolves when so much media of each of these tracks was decoded. Rejects when it ends before, or says something that is hopeless. */
  async untilPlayed(
    seconds: number,
    tracks: readonly Track[],
    isHopeless: (line: string) => boolean = () => false,
  ): Promise<void> {
    await waitFor(
      `${seconds} s of media at ${this.name}`,
      () => {
        const arePlayed = tracks.every((track) => {
          const times = this.#timesS[track];
          return (times.at(-1) ?? 0) - (times[0] ?? 0) >= seconds;
        });
        const hopeless = this.#said.find(isHopeless);
        if (hopeless !== undefined) throw new Error(hopeless);
        if (!arePlayed && this.#hasEnded) throw new Error(`${this.name} has ended: ${this.#said.join('\n')}`);
        return arePlayed || undefined;
      },
      30_000 + 2_000 * seconds,
      () => this.#said.join('\n'),
    );
  }

  /** Resolves when it has said this. */
  async untilSaid(what: RegExp): Promise<void> {
    await waitFor(
      `${this.name} to say ${what}`,
      () => this.#said.some((line) => what.test(line)) || undefined,
      60_000,
      () => this.#said.join('\n'),
    );
  }

  #hear(line: string): void {
    if (line.trim() === '') return;
    this.#said.push(line);
    if (this.#said.length > 100) this.#said.shift();
    if (this.#player.isComplaint(line)) this.#complaints.push(line);
  }

  /** As a viewer does; resolves with the exit code. */
  async end(): Promise<number | undefined> {
    const { quit } = this.#command;
    if ('input' in quit) this.#process.stdin?.end(quit.input);
    else this.#process.kill(quit.signal);
    const forced = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    const { exitCode } = await this.#process;
    clearTimeout(forced);
    return exitCode;
  }
}

function onLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let pending = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

function spawn({ file, arguments: args, environment = {} }: PlayerCommand) {
  return execa(file, args, { reject: false, buffer: false, env: environment });
}
