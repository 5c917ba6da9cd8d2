import { ntpSeconds, type SenderReport } from '../media-server/rtsp/rtp/sender-report.js';

/**
 * One time for all tracks, in seconds since the first packet. Sender reports tell what belongs together; a track that begins without
 * one begins with what the others have come to. What was found at the beginning stays, so that time never jumps.
 */
export class MediaClock {
  readonly #tracks: readonly TrackClock[];
  /** Of the last packet of any track. */
  #latest: { readonly seconds: number; readonly atMs: number } | undefined;
  /** What reports say of the first packet; undefined when some track had none by then. */
  #epochS: number | undefined;

  /** @param clockRatesHz of the tracks */
  constructor(clockRatesHz: readonly number[]) {
    this.#tracks = clockRatesHz.map((rateHz) => ({ rateHz, report: undefined, place: undefined }));
  }

  report(track: number, report: SenderReport): void {
    const clock = this.#tracks[track];
    if (clock !== undefined) clock.report = report;
  }

  /** Of a packet that comes now; `nowMs` is monotonic. RTP timestamps may go up and down a little. */
  seconds(track: number, timestamp: number, nowMs: number): number {
    const clock = this.#tracks[track];
    if (clock === undefined) throw new RangeError(`no track ${track}`);
    const seconds = continued(clock, timestamp) ?? this.#placed(clock, timestamp, nowMs);
    clock.place = { timestamp, seconds };
    this.#latest = { seconds, atMs: nowMs };
    return seconds;
  }

  #placed(clock: TrackClock, timestamp: number, nowMs: number): number {
    const reportedS = reportedSeconds(clock, timestamp);
    if (this.#latest === undefined) {
      const areAllReported = this.#tracks.every(({ report }) => report !== undefined);
      this.#epochS = areAllReported ? reportedS : undefined;
      return 0;
    }
    const presentS = this.#latest.seconds + (nowMs - this.#latest.atMs) / 1_000;
    if (clock.place !== undefined || reportedS === undefined || this.#epochS === undefined) return presentS;
    const seconds = reportedS - this.#epochS;
    // Reports that don't fit together tell nothing.
    return Math.abs(seconds - presentS) < MAX_SKEW_S ? seconds : presentS;
  }
}

interface TrackClock {
  readonly rateHz: number;
  report: SenderReport | undefined;
  /** Of the last packet. */
  place: { readonly timestamp: number; readonly seconds: number } | undefined;
}

/** Undefined for what does not go on with the packet before. RFC 3550 5.1: timestamps wrap at 32 bits; the shorter way round counts. */
function continued({ rateHz, place }: TrackClock, timestamp: number): number | undefined {
  if (place === undefined) return undefined;
  const elapsedS = ((timestamp - place.timestamp) | 0) / rateHz;
  return Math.abs(elapsedS) < MAX_JUMP_S ? place.seconds + elapsedS : undefined;
}

/** RFC 3550 6.4.1; undefined without a report. */
function reportedSeconds({ report, rateHz }: TrackClock, timestamp: number): number | undefined {
  if (report === undefined) return undefined;
  return ntpSeconds(report.ntpTime) + ((timestamp - report.rtpTimestamp) | 0) / rateHz;
}

/** More is another beginning. */
const MAX_JUMP_S = 60;
/** More than what a server keeps, and so sends at once. */
const MAX_SKEW_S = 30;
