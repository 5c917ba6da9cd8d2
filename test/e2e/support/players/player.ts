/** A program that plays RTSP, as a test runs it: it decodes a stream and tells the time of each picture and piece of sound. */
export interface Player {
  readonly name: string;
  /** Two in a row may have the same time, though never an earlier one. */
  readonly mayRepeatTimes: boolean;
  command(url: string, transport: Transport): PlayerCommand;
  /** Reads the lines of its outputs; made anew for each process. */
  createReader(): (line: string) => Decoded | null;
  /** Whether another of these lines tells of something that a viewer may see or hear. */
  isComplaint(line: string): boolean;
}

export interface PlayerCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What asks it to end well: text on its standard input, or a signal. */
  readonly quit: { readonly input: string } | { readonly signal: NodeJS.Signals };
}

/** `tls`: RTSPS, with everything in its one connection. */
export type Transport = 'tcp' | 'udp' | 'tls';

export type Track = 'video' | 'audio';

export interface Decoded {
  readonly track: Track;
  readonly timeS: number;
}
