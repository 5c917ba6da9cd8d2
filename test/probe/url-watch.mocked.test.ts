import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectHandler } from '../../src/probe/open-connection.js';
import { SourceWatch } from '../../src/probe/source-watch.js';
import type { NetworkAddress } from '../../src/util/network-address.js';

/** Connections that were begun and have no result yet. */
let open: { readonly address: NetworkAddress; readonly handler: ConnectHandler }[] = [];

vi.mock('../../src/probe/open-connection.js', () => ({
  openConnection: (address: NetworkAddress, _hosts: unknown, handler: ConnectHandler) => {
    const connection = { address, handler };
    open.push(connection);
    return () => {
      open = open.filter((other) => other !== connection);
    };
  },
}));

const HOUR_MS = 3_600_000;
const START_MS = 1_000_000;

let watch: SourceWatch;
let changes: number;

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
  open = [];
  changes = 0;
  watch = new SourceWatch({ onChange: () => changes++, log: pino({ level: 'silent' }) });
});

afterEach(() => {
  watch.close();
  expect(open).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Lets time pass; every attempt to connect fails after 5 ms. Answers how many there were. */
async function refuse(forMs: number, failure: 'SourceRefused' | null = 'SourceRefused'): Promise<number> {
  let attempts = 0;
  for (let passedMs = 0; passedMs < forMs; passedMs += 5) {
    for (const { handler } of open.splice(0)) {
      attempts += 1;
      handler.failed(failure);
    }
    await vi.advanceTimersByTimeAsync(5);
  }
  return attempts;
}

describe('a source that refuses', () => {
  it('is tried each second, after hours too, and dead since the first time', async () => {
    const source = watch.watch('rtmp://host/live/a');
    await refuse(2 * HOUR_MS);
    const { reach } = source;
    expect(reach).toMatchObject({ verdict: 'dead', reason: 'SourceRefused' });
    expect(reach.sinceMs).toBeLessThan(START_MS + 100);
    const attempts = await refuse(100_000);
    expect(attempts).toBeGreaterThan(80);
    expect(attempts).toBeLessThan(115);
    expect(changes).toBe(1);
  });

  it('is tried without a pause when nobody answers, so that its return is not missed', async () => {
    const source = watch.watch('rtmp://host/live/a');
    for (let attempts = 0; attempts < 1_000; attempts += 1) {
      await vi.advanceTimersByTimeAsync(2_000);
      expect(open).toHaveLength(1);
      open.pop()?.handler.failed('SourceUnreachable');
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(source.reach).toMatchObject({ verdict: 'dead', reason: 'SourceUnreachable' });
  });

  it('is tried once for all sources of its port', async () => {
    for (let index = 0; index < 500; index += 1) watch.watch(`rtmp://host/live/${index}`);
    expect(await refuse(10_000)).toBeLessThan(13);
    expect(changes).toBe(1);
  });

  it('is tried less often when there are many, each as often as the others', async () => {
    const sources = Array.from({ length: 1_000 }, (_, index) => watch.watch(`rtsp://10.0.0.1:${index + 1}/`));
    await refuse(4_100);
    expect(sources.every(({ reach }) => reach.verdict === 'dead')).toBe(true);
    const counts = new Map<number, number>();
    for (let passedMs = 0; passedMs < 40_000; passedMs += 100) {
      expect(open.length).toBeLessThanOrEqual(25);
      for (const { address, handler } of open.splice(0)) {
        counts.set(address.port, (counts.get(address.port) ?? 0) + 1);
        handler.failed('SourceRefused');
      }
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(9);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(11);
  });

  it('keeps its verdict while this machine lacks what it needs to ask', async () => {
    const source = watch.watch('rtmp://host/live/a');
    expect(await refuse(5_000, null)).toBeGreaterThan(3);
    expect(source.reach.verdict).toBe('unknown');
    await refuse(1_500);
    expect(source.reach.verdict).toBe('dead');
    await refuse(1_500, null);
    expect(source.reach).toMatchObject({ verdict: 'dead', reason: 'SourceRefused' });
  });
});

describe('many plays', () => {
  it('begin no more than 50 times a second, in turn', async () => {
    // The port answers; no play gets further than its own connection.
    for (let index = 0; index < 200; index += 1) watch.watch(`rtmp://host/live/${index}`);
    await vi.advanceTimersByTimeAsync(1);
    const [port] = open.splice(0);
    port?.handler.open({ destroy: () => undefined } as never);
    for (const atMost of [51, 101, 151, 200]) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(open.length).toBeLessThanOrEqual(atMost);
      expect(open.length).toBeGreaterThan(atMost - 5);
    }
  });
});
