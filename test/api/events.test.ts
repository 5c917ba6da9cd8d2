import { afterEach, describe, expect, it } from 'vitest';
import type { RouterStatus, StatusChange, StreamStatus } from '../../src/api/contract.js';
import type { ApiSource } from '../../src/api/create-api.js';
import type { StreamRun } from '../../src/state/stream-run.js';
import { waitFor } from '../e2e/support/wait-for.js';
import { EventReader } from './event-reader.js';
import { RUN, STATUS } from './sample-source.js';
import { serve } from './serve.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function url(changes: Partial<ApiSource>): Promise<string> {
  const api = await serve(changes);
  open.push(api);
  return api.url;
}

function read(url: string, headers: Record<string, string> = {}): EventReader {
  const reader = new EventReader(url, headers);
  open.push(reader);
  return reader;
}

/** A status that a test changes. */
class Feed {
  status: RouterStatus = STATUS;
  readonly listeners = new Set<(change: StatusChange, text: () => string) => void>();
  snapshot = (): RouterStatus => this.status;
  latest = (): RouterStatus => this.status;
  subscribe = (listener: (change: StatusChange, text: () => string) => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(stream: StreamStatus): void {
    const streams = this.status.streams.map((one) => (one.name === stream.name ? stream : one));
    this.status = { ...this.status, streams };
    const change = { streams: [stream], numbers: [], removed: [] };
    for (const listener of this.listeners) listener(change, () => JSON.stringify(change));
  }
}

const [first] = STATUS.streams as [StreamStatus];

describe('/api/v1/events', () => {
  it('begins with all, and goes on with what changes', async () => {
    const feed = new Feed();
    const reader = read(`${await url({ events: feed })}/api/v1/events`);
    expect((await reader.until('a snapshot', ({ event }) => event === 'snapshot')).data).toEqual(STATUS);
    expect(reader.response?.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    feed.change({ ...first, restarts: 7 });
    const { data } = await reader.until('a change', ({ event }) => event === 'change');
    expect(data).toEqual({ streams: [{ ...first, restarts: 7 }], numbers: [], removed: [] });
  });

  it('forgets readers that are gone', async () => {
    const feed = new Feed();
    const reader = read(`${await url({ events: feed })}/api/v1/events`);
    await waitFor('the reader to be known', () => feed.listeners.size === 1 || undefined);
    reader.close();
    await waitFor('the reader to be forgotten', () => feed.listeners.size === 0 || undefined);
  });

  it('tells a reader that was slow how it is by then, and keeps nothing meanwhile', async () => {
    const feed = new Feed();
    const reader = read(`${await url({ events: feed })}/api/v1/events`);
    await reader.until('a snapshot', ({ event }) => event === 'snapshot');
    reader.pause();
    const bulk = 'x'.repeat(100_000);
    const CHANGES = 500;
    for (let restarts = 1; restarts <= CHANGES; restarts += 1) {
      feed.change({ ...first, restarts, message: bulk });
      await new Promise((resolve) => setImmediate(resolve));
    }
    reader.resume();
    await reader.until('the last change', ({ data }) => {
      return (data as Partial<StatusChange>).streams?.[0]?.restarts === CHANGES;
    });
    // What fits into the buffers of the sockets, and the last.
    expect(reader.events.length).toBeLessThan(CHANGES / 2);
  });
});

describe('/api/v1/streams/:name/logs/events', () => {
  it('begins with what is kept, and goes on with what comes, also where a reader comes again', async () => {
    let run: StreamRun = RUN;
    const logs: ApiSource['logs'] = (_name, after) => {
      const seq = after === null ? 0 : Number(after.split('.')[1]);
      const lines = run.lines.filter((line) => line.seq > seq);
      return lines.length === 0 ? [] : [{ ...run, lines }];
    };
    const logsUrl = `${await url({ logs })}/api/v1/streams/gone/logs/events`;
    const reader = read(logsUrl);
    const kept = await reader.until('what is kept', ({ event }) => event === 'log');
    expect(kept).toEqual({
      event: 'log',
      id: '1-1000-42.1',
      data: { name: 'gone', cursor: '1-1000-42.1', runs: [RUN] },
    });
    const line = { seq: 2, at: '', from: 'router', text: '<script>alert(1)</script>\u2028' } as const;
    run = { ...RUN, lines: [...RUN.lines, line] };
    const next = await reader.until('the next line', ({ id }) => id === '1-1000-42.2');
    expect(next.data).toMatchObject({ runs: [{ lines: [line] }] });
    const again = read(logsUrl, { 'last-event-id': '1-1000-42.1' });
    expect((await again.until('the line again', ({ event }) => event === 'log')).data).toEqual(next.data);
  });
});
