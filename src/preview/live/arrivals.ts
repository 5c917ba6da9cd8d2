import type { Sound } from '../audio/audio-track.js';
import { limits, timing } from '../limits.js';
import type { VideoFrame } from '../video/video-track.js';

/**
 * Tells what comes at once from what comes as it happens. A server sends what it has kept when a session begins, a source does when a
 * stream begins anew, and what a network held back comes in a heap. That is waited for, a moment only, whenever something comes after a
 * silence.
 */
export class Arrivals {
  readonly #handler: ArrivalsHandler;
  #heap: Heap | undefined;
  #hasBegun = false;
  #latestMs = Number.NEGATIVE_INFINITY;
  #latestFrame: VideoFrame | undefined;
  /** Where the media ends that came so far. */
  #endS: number | undefined;

  constructor(handler: ArrivalsHandler) {
    this.#handler = handler;
  }

  /** Whether what came has not been given yet. */
  get isSettling(): boolean {
    return !this.#hasBegun || this.#heap !== undefined;
  }

  frame(frame: VideoFrame): void {
    const { configuration, decodedAtS } = frame;
    const lastedS = decodedAtS - (this.#latestFrame?.decodedAtS ?? decodedAtS - configuration.frameDurationS);
    this.#latestFrame = frame;
    this.#came({ frame, startS: frame.shownAtS, endS: frame.shownAtS + Math.min(lastedS, LONGEST_FRAME_S) });
  }

  sound(sound: Sound): void {
    this.#came({ sound, startS: sound.startS, endS: sound.startS });
  }

  close(): void {
    clearTimeout(this.#heap?.timer);
  }

  #came(item: Item): void {
    const nowMs = performance.now();
    const isAfterSilence = nowMs - this.#latestMs > timing.silenceMs;
    this.#latestMs = nowMs;
    if (this.#heap === undefined && isAfterSilence) {
      this.#heap = {
        items: [],
        sizeBytes: 0,
        sinceMs: nowMs,
        endS: this.#endS,
        lead: { seconds: Number.NEGATIVE_INFINITY, atMs: nowMs },
        timer: undefined,
      };
    }
    this.#endS = Math.max(this.#endS ?? item.endS, item.endS);
    if (this.#heap === undefined) this.#give(item);
    else this.#pile(this.#heap, item, nowMs);
  }

  #pile(heap: Heap, item: Item, nowMs: number): void {
    heap.items.push(item);
    heap.sizeBytes += ('frame' in item ? item.frame : item.sound).data.length;
    // What comes as it happens does not get ahead of the clock.
    const seconds = item.startS - nowMs / 1_000;
    if (seconds > heap.lead.seconds + JITTER_S) heap.lead = { seconds, atMs: nowMs };
    const quietMs = this.#hasBegun ? timing.quietAgainMs : timing.quietMs;
    const latestMs = heap.sinceMs + timing.settleMs;
    const settledMs = this.#handler.isMoreDue() ? latestMs : Math.min(latestMs, heap.lead.atMs + quietMs);
    const isTooMuch = heap.sizeBytes > limits.groupBytes;
    clearTimeout(heap.timer);
    heap.timer = setTimeout(() => this.#settled(heap), isTooMuch ? 0 : Math.max(0, settledMs - nowMs));
  }

  #settled({ items, sinceMs, endS }: Heap): void {
    this.#heap = undefined;
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    const startS = Math.min(...items.map((item) => item.startS));
    const spanS = Math.max(...items.map((item) => item.startS)) - startS;
    const isAhead = spanS > (performance.now() - sinceMs) / 1_000 + AHEAD_S;
    const isAfterPause = endS !== undefined && startS - endS > PAUSE_S;
    if (!isFirst && !isAhead && !isAfterPause) {
      for (const item of items) this.#give(item);
      return;
    }
    this.#handler.onHeap(
      items.flatMap((item) => ('frame' in item ? [item.frame] : [])),
      items.flatMap((item) => ('sound' in item ? [item.sound] : [])),
    );
  }

  #give(item: Item): void {
    if ('frame' in item) this.#handler.onFrame(item.frame);
    else this.#handler.onSound(item.sound);
  }
}

export interface ArrivalsHandler {
  onFrame(frame: VideoFrame): void;
  onSound(sound: Sound): void;
  /** What came at once: at the very beginning, and when it is more than the time in which it came, or something is missing before. */
  onHeap(frames: readonly VideoFrame[], sounds: readonly Sound[]): void;
  /** Whether it is known that something is still to come. */
  isMoreDue(): boolean;
}

type Item = { readonly startS: number; readonly endS: number } & (
  | { readonly frame: VideoFrame }
  | { readonly sound: Sound }
);

interface Heap {
  readonly items: Item[];
  readonly sinceMs: number;
  /** Of the media that came before. */
  readonly endS: number | undefined;
  sizeBytes: number;
  /** How far its media is ahead of the clock at most, and since when. */
  lead: { readonly seconds: number; readonly atMs: number };
  timer: NodeJS.Timeout | undefined;
}

const LONGEST_FRAME_S = 2;
/** What a player has in hand takes as much. */
const AHEAD_S = 0.5;
const PAUSE_S = 0.5;
const JITTER_S = 0.02;
