import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../src/runtime/local/heartbeat.js';

let asked: number;
let silentMs: number[];
let answers: boolean;
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  silentMs = [];
  answers = true;
  heartbeat = new Heartbeat({
    ask: () => {
      asked += 1;
      if (answers) heartbeat.heard();
    },
    onSilent: (ms) => silentMs.push(ms),
  });
});

afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

describe('Heartbeat', () => {
  it('asks every two seconds and leaves in peace who answers', () => {
    vi.advanceTimersByTime(60_000);
    expect(asked).toBeGreaterThanOrEqual(29);
    expect(silentMs).toEqual([]);
  });

  it('tells once of who has not answered for six seconds', () => {
    heartbeat.heard();
    answers = false;
    vi.advanceTimersByTime(7_000);
    expect(silentMs).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(silentMs).toEqual([6_000]);
    expect(asked).toBe(3);
  });

  it('needs no longer for the first answer of one that runs for long', () => {
    heartbeat.stop();
    heartbeat = new Heartbeat({ hasStarted: true, ask: () => {}, onSilent: (ms) => silentMs.push(ms) });
    vi.advanceTimersByTime(9_000);
    expect(silentMs).toEqual([6_000]);
  });

  it('waits for longer until the first answer', () => {
    answers = false;
    vi.advanceTimersByTime(29_000);
    expect(silentMs).toEqual([]);
    vi.advanceTimersByTime(4_000);
    expect(silentMs).toEqual([30_000]);
  });

  it('forgives a missed answer when another one comes', () => {
    heartbeat.heard();
    answers = false;
    vi.advanceTimersByTime(5_000);
    heartbeat.heard();
    vi.advanceTimersByTime(5_000);
    expect(silentMs).toEqual([]);
  });

  it('counts no time in which its own process was suspended', () => {
    heartbeat.heard();
    answers = false;
    vi.advanceTimersByTime(3_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(2_000);
    expect(silentMs).toEqual([]);
  });

  it('reads an answer that lies there before it judges', () => {
    heartbeat.heard();
    answers = false;
    vi.advanceTimersByTime(7_999);
    // The last tick comes, and in the same turn of the loop the answer is read.
    setTimeout(() => heartbeat.heard(), 1);
    vi.advanceTimersByTime(1);
    expect(silentMs).toEqual([]);
  });
});
