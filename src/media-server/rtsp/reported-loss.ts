import { parseReportBlocks } from './rtp/receiver-report.js';

/** What a reader over UDP says of packets that never came (RFC 3550 6.4.2): worth a line now and then, since nobody else can tell. */
export class ReportedLoss {
  readonly #onLoss: (percent: number) => void;
  #toldMs: number | undefined;

  /** @param onLoss gets the share of packets that was lost since the reader's report before, in percent */
  constructor(onLoss: (percent: number) => void) {
    this.#onLoss = onLoss;
  }

  /** Takes a compound packet of the reader. */
  read(packet: Buffer, nowMs: number): void {
    if (this.#toldMs !== undefined && nowMs - this.#toldMs < QUIET_MS) return;
    const worst = Math.max(0, ...parseReportBlocks(packet).map(({ fractionLost }) => fractionLost));
    if (worst < LEAST_FRACTION) return;
    this.#toldMs = nowMs;
    this.#onLoss(Math.round((100 * worst) / 256));
  }
}

/** Of 256: one packet of fifty, from which on pictures are seen to break. */
const LEAST_FRACTION = 6;
const QUIET_MS = 60_000;
