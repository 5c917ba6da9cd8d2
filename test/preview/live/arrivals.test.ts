import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrivals } from '../../../src/preview/live/arrivals.js';
import { frameAt } from '../samples.js';

let told: string[];
let isMoreDue: boolean;
let arrivals: Arrivals;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  isMoreDue = false;
  arrivals = new Arrivals({
    onFrame: ({ shownAtS }) => told.push(`frame ${shownAtS}`),
    onSound: ({ startS }) => told.push(`sound ${startS}`),
    onHeap: (frames, sounds) => told.push(`heap of ${frames.length} and ${sounds.length}`),
    isMoreDue: () => isMoreDue,
  });
});

afterEach(() => {
  arrivals.close();
  vi.useRealTimers();
});

/** Comes at once. */
function pour(fromS: number, toS: number): void {
  for (let tick = Math.round(fromS * 25); tick < Math.round(toS * 25); tick += 1)
    arrivals.frame(frameAt(tick / 25));
}

/** Comes as it happens. */
function flow(fromS: number, toS: number): void {
  for (let tick = Math.round(fromS * 25); tick < Math.round(toS * 25); tick += 1) {
    arrivals.frame(frameAt(tick / 25));
    vi.advanceTimersByTime(40);
  }
}

describe('what comes', () => {
  it('when a session begins is a heap, which ends with what comes as it happens', () => {
    pour(0, 4);
    expect(arrivals.isSettling).toBe(true);
    expect(told).toEqual([]);
    flow(4, 5);
    expect(told[0]).toMatch(/^heap of 10[12] and 0$/);
    expect(told.slice(1).at(-1)).toBe('frame 4.96');
    expect(arrivals.isSettling).toBe(false);
  });

  it('ends soon also where several tracks come one after the other', () => {
    pour(0, 1);
    for (let tick = 0; tick < 20; tick += 1) {
      arrivals.sound({ data: Buffer.alloc(1), startS: 1 + tick / 100, durationUnits: 1 });
      vi.advanceTimersByTime(10);
    }
    expect(told[0]).toMatch(/^heap of 25 and [1-6]$/);
  });

  it('is waited for as long as something is due, but not for ever', () => {
    isMoreDue = true;
    pour(0, 1);
    vi.advanceTimersByTime(400);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(told).toEqual(['heap of 25 and 0']);
  });

  it('after a stall of the network is a heap when it is long', () => {
    flow(0, 1);
    vi.advanceTimersByTime(2_000);
    told = [];
    pour(1, 3);
    vi.advanceTimersByTime(100);
    expect(told).toEqual(['heap of 50 and 0']);
  });

  it('after a hiccup is given as it is', () => {
    flow(0, 1);
    vi.advanceTimersByTime(300);
    told = [];
    pour(1, 1.32);
    vi.advanceTimersByTime(100);
    expect(told).toHaveLength(8);
    expect(told[0]).toBe('frame 1');
  });

  it('after a pause of the stream is a heap, be it a single frame', () => {
    flow(0, 1);
    vi.advanceTimersByTime(10_000);
    told = [];
    arrivals.frame(frameAt(11));
    vi.advanceTimersByTime(100);
    expect(told).toEqual(['heap of 1 and 0']);
  });

  it('seldom is no pause', () => {
    for (let seconds = 0; seconds < 6; seconds += 1) {
      arrivals.frame(frameAt(seconds));
      vi.advanceTimersByTime(1_000);
    }
    // Of the first two it is not known yet how long a frame is.
    expect(told).toEqual(['heap of 1 and 0', 'heap of 1 and 0', 'frame 2', 'frame 3', 'frame 4', 'frame 5']);
  });
});
