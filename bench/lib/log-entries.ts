/** The lines of a program that logs JSON, with `time` in milliseconds since the Unix epoch, as far as they are that. */
export class LogEntries {
  readonly #entries: LogEntry[] = [];
  #rest = '';

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const entry = parse(line);
      if (entry !== null) this.#entries.push(entry);
    }
  }

  /** When this message was first logged at or after `fromMs`; undefined when it was not. */
  timeOf(message: string, fromMs: number): number | undefined {
    return this.#entries.find(({ msg, time }) => msg === message && time >= Math.floor(fromMs))?.time;
  }
}

interface LogEntry {
  readonly time: number;
  readonly msg: string;
}

function parse(line: string): LogEntry | null {
  try {
    const { time, msg } = JSON.parse(line) as Partial<LogEntry>;
    return time === undefined || msg === undefined ? null : { time, msg };
  } catch {
    return null; // a line for people
  }
}
