/** How long a path waits for a publisher to come back. */
export class PublisherHold {
  readonly #now: () => number;
  readonly #onOver: (reason: string) => void;
  #limitMs: number;
  #sinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PublisherHoldOptions) {
    this.#now = options.now;
    this.#onOver = options.onOver;
    this.#limitMs = options.limitMs;
  }

  get lasts(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** Milliseconds since the Unix epoch; null when no hold lasts. */
  get sinceMs(): number | null {
    return this.#sinceMs === undefined ? null : Math.round(Date.now() - (this.#now() - this.#sinceMs));
  }

  /** Applies to a hold that lasts as well. */
  set limitMs(limitMs: number) {
    this.#limitMs = limitMs;
    if (this.lasts) this.#await();
  }

  begin(): void {
    this.#sinceMs = this.#now();
    this.#await();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#sinceMs = undefined;
  }

  #await(): void {
    clearTimeout(this.#timer);
    const leftMs = this.#limitMs - (this.#now() - (this.#sinceMs ?? 0));
    if (leftMs <= 0) {
      this.#onOver('publisher left');
      return;
    }
    this.#timer = setTimeout(() => this.#onOver('publisher did not come back'), leftMs);
    this.#timer.unref();
  }
}

export interface PublisherHoldOptions {
  /** In milliseconds; 0: not at all. */
  readonly limitMs: number;
  /** It lasted too long; `reason` is for the log. */
  readonly onOver: (reason: string) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}
