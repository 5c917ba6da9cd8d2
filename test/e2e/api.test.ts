import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ConfigurationText,
  ProbeResult,
  Problem,
  RouterStatus,
  StatusChange,
  StreamEntry,
  StreamHistory,
} from '../../src/api/contract.js';
import { type Asked, ask } from '../api/ask.js';
import { EventReader, type ServerEvent } from '../api/event-reader.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const HEAD = `${FREE_PORTS}streams:\n  # The first one.\n  first: { source: push:live/first }\n`;
const router = new TestRouter(HEAD);
const readers: EventReader[] = [];
const publishers: Publisher[] = [];
let url: string;

beforeAll(async () => {
  const { listeners } = await router.start();
  url = `http://${listeners.http.address}/api/v1`;
  publishers.push(pushPicture(`rtmp://${listeners.rtmp.address}/live/first`));
});

afterAll(async () => {
  for (const reader of readers) reader.close();
  await Promise.all(publishers.map(end));
  await router.dispose();
});

function follow(path: string): EventReader {
  const reader = new EventReader(`${url}${path}`);
  readers.push(reader);
  return reader;
}

const names = ({ data }: ServerEvent) => (data as StatusChange).streams?.map(({ name }) => name) ?? [];
const at = (path: string, asked: Asked = {}) => ask(`${url}${path}`, asked);
const inFile = () => readFileSync(router.config, 'utf8');

describe('the API of a router', () => {
  it('tells of an edit in an editor', async () => {
    const reader = follow('/events');
    const snapshot = await reader.until('a snapshot', ({ event }) => event === 'snapshot');
    expect(names(snapshot)).toEqual(['first']);
    const { configuration } = snapshot.data as RouterStatus;
    router.write(`${HEAD}  second: { source: push:live/second }\n`);
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
    router.write(HEAD);
    await reader.until('the removal', ({ data }) => (data as StatusChange).removed?.includes('second'));
  });

  it('tells of a stream that runs, by numbers alone', async () => {
    const reader = follow('/events');
    await router.untilStream('first', 'running');
    const { data } = await reader.until('numbers', ({ event, data }) => {
      return event === 'change' && (data as StatusChange).numbers.length > 0;
    });
    expect((data as StatusChange).numbers[0]).toMatchObject({
      name: 'first',
      progress: { frames: expect.any(Number) },
      delivery: { bytesIn: expect.any(Number) },
    });
    const history = (await at('/streams/first/history')).json<StreamHistory>();
    expect(history.phases.map(({ phase }) => phase)).toContain('pending');
    expect(history.phases.at(-1)).toMatchObject({ phase: 'running', reason: 'Running', until: null });
    const log = follow('/streams/first/logs/events');
    await log.until('the line that says so', ({ data }) => JSON.stringify(data).includes('media is written'));
  });

  it('changes the file, and that is live at once', async () => {
    const reader = follow('/events');
    const { text, hash } = (await at('/config')).json<ConfigurationText>();
    expect(text).toBe(inFile());
    const stream = { source: 'push:live/third', labels: { site: 'north' } };
    const put = await at('/streams/third', { method: 'PUT', body: { baseHash: hash, stream } });
    expect(put.status).toBe(200);
    expect(inFile()).toBe(`${HEAD}  third: { source: push:live/third, labels: { site: north } }\n`);
    const { data } = await reader.until('the new stream', (event) => names(event).includes('third'));
    const third = (data as StatusChange).streams.find(({ name }) => name === 'third');
    expect(third).toMatchObject({ labels: { site: 'north' }, reason: 'WaitingForPublisher' });

    const stale = await at('/streams/third', { method: 'PUT', body: { baseHash: hash, stream } });
    expect(stale.json<Problem>()).toMatchObject({ status: 409, code: 'stale' });
    const { baseHash } = (await at('/streams/third/entry')).json<StreamEntry>();
    expect(stale.json<Problem>().hash).toBe(baseHash);
    const removed = await at(`/streams/third?baseHash=${baseHash}`, { method: 'DELETE' });
    expect(removed.status).toBe(200);
    expect(inFile()).toBe(HEAD);
    await reader.until('the removal', ({ data }) => (data as StatusChange).removed?.includes('third'));
    // Nothing of it touched the other one.
    expect((await router.status())?.streams[0]?.restarts).toBe(0);
  });

  it('restarts a stream', async () => {
    const { pid } = await router.untilStream('first', 'running');
    expect((await at('/streams/first/restart', { method: 'POST' })).status).toBe(200);
    const again = await waitFor('another process', async () => {
      const stream = await router.untilStream('first', 'running');
      return stream.pid === pid ? undefined : stream;
    });
    expect(again.restarts).toBe(1);
    expect((await at('/reconcile', { method: 'POST' })).status).toBe(200);
  });

  it('looks at sources', async () => {
    await router.untilStream('first', 'running');
    const probe = async (body: object) => (await at('/probe', { method: 'POST', body })).json<ProbeResult>();
    const found = await probe({ source: 'push:live/first' });
    expect(found).toMatchObject({
      ok: true,
      tracks: [
        { kind: 'video', codec: 'h264', width: expect.any(Number) },
        { kind: 'audio', codec: 'aac' },
      ],
    });
    expect(await probe({ name: 'first' })).toMatchObject({ ok: true });
    expect(await probe({ source: 'push:live/nobody' })).toMatchObject({
      ok: false,
      reason: 'WaitingForPublisher',
    });
    expect(await probe({ source: 'rtmp://user:Hunter2@127.0.0.1:1/live/x' })).toMatchObject({
      ok: false,
      reason: 'SourceRefused',
      message: expect.not.stringContaining('Hunter2'),
    });
    for (const source of [
      'file:///etc/passwd',
      'rtmp://h/x -i /etc/passwd',
      'concat:a|b',
      '-i',
      'rtmp://${HOME}/x',
    ]) {
      const refused = await at('/probe', { method: 'POST', body: { source } });
      expect(refused.json<Problem>()).toMatchObject({ status: 422, code: 'invalid-request' });
    }
  });

  it('does nothing for a page of somebody else', async () => {
    const headers = { origin: 'http://evil.example' };
    const before = inFile();
    const asked = { method: 'POST', headers } as const;
    expect((await at('/streams/first/restart', asked)).json<Problem>().code).toBe('foreign-origin');
    expect((await at('/events', { headers })).json<Problem>().code).toBe('foreign-origin');
    expect((await at('/streams', { headers: { host: 'evil.example' } })).json<Problem>().code).toBe(
      'unknown-host',
    );
    expect(inFile()).toBe(before);
  });

  it('says what it can, for programs', async () => {
    const { paths } = (await at('/openapi.json')).json<{ paths: object }>();
    expect(Object.keys(paths)).toContain('/api/v1/events');
  });
});
