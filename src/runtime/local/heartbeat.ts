/**
 * Finds out that a process hangs: it is asked every two seconds whether it lives, and when three questions in a row have been
 * left open, it is taken for hung. What counts are the turns of our own loop and not the clock, so a router that was
 * itself suspended (a laptop that slept, SIGSTOP) does not blame others for the time that it has missed.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #open = 0;
  #wasHeard: boolean;
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#wasHeard = options.hasStarted ?? false;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /** To be called whenever the process has said something. */
  heard(): void {
    this.#open = 0;
    this.#wasHeard = true;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  #beat(): void {
    // After a suspension timers come before what lies in the sockets: an answer that is there must be read first.
    setImmediate(() => {
      if (this.#stopped) return;
      const bound = this.#wasHeard ? OPEN_QUESTIONS : OPEN_QUESTIONS_AT_START;
      if (this.#open < bound) {
        this.#open += 1;
        this.#options.ask();
        return;
      }
      this.stop();
      this.#options.onSilent(bound * HEARTBEAT_MS);
    });
  }
}

export interface HeartbeatOptions {
  /** It runs for long, so it needs no time to start. */
  readonly hasStarted?: boolean;
  /** Asks the process to say something. */
  ask(): void;
  /** It hangs; is called once. */
  onSilent(silentMs: number): void;
}

const HEARTBEAT_MS = 2_000;
const OPEN_QUESTIONS = 3;
/** A program that starts on a busy machine needs its time. */
const OPEN_QUESTIONS_AT_START = 15;
