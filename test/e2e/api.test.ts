import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouterStatus, StatusChange } from '../../src/api/contract.js';
import { EventReader, type ServerEvent } from '../api/event-reader.js';
import { FREE_PORTS, TestRouter } from './support/router.js';

const router = new TestRouter(`${FREE_PORTS}streams:\n  first: { source: push:live/first }\n`);
let url: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  const { listeners } = await router.start();
  url = `http://${listeners.http.address}`;
});

afterAll(async () => {
  for (const reader of readers) reader.close();
  await router.dispose();
});

function follow(path: string): EventReader {
  const reader = new EventReader(`${url}${path}`);
  readers.push(reader);
  return reader;
}

const names = ({ data }: ServerEvent) => (data as StatusChange).streams.map(({ name }) => name);

describe('the API of a router', () => {
  it('tells of an edit in an editor', async () => {
    const reader = follow('/api/v1/events');
    const snapshot = await reader.until('a snapshot', ({ event }) => event === 'snapshot');
    expect(names(snapshot)).toEqual(['first']);
    const { configuration } = snapshot.data as RouterStatus;
    router.write(
      `${FREE_PORTS}streams:\n  first: { source: push:live/first }\n  second: { source: push:live/second }\n`,
    );
    const change = await reader.until('the edit', (event) => {
      return event.event === 'change' && names(event).includes('second');
    });
    const { configuration: now, order } = change.data as StatusChange;
    expect(now?.liveHash).not.toBe(configuration.liveHash);
    expect(order).toEqual(['first', 'second']);
    router.write(`${FREE_PORTS}streams:\n  first: { sorce: push:live/first }\n`);
    await reader.until('the mistake', ({ data }) => {
      const { problem } = (data as Partial<StatusChange>).configuration ?? {};
      return problem?.diagnostics.some(({ code }) => code === 'unknown-key') === true;
    });
    router.write(`${FREE_PORTS}streams:\n  first: { source: push:live/first }\n`);
    await reader.until('the removal', ({ data }) => (data as StatusChange).removed?.includes('second'));
  });

  it('says what it can, for programs', async () => {
    const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain('/api/v1/events');
  });
});
