import { describe, expect, it } from 'vitest';
import type { StreamStatus } from '../../../src/api/contract.js';
import { filterStreams, type StreamFilter } from '../../../web/overview/stream-filter.js';

const stream = (name: string, more: Partial<StreamStatus> = {}): StreamStatus =>
  ({
    name,
    phase: 'running',
    reason: 'Running',
    source: `rtmp://cam/${name}`,
    rtspUrl: `rtsp://router:8554/${name}`,
    path: name,
    sources: [],
    labels: {},
    since: null,
    restarts: 0,
    ...more,
  }) as unknown as StreamStatus;

const STREAMS = [
  stream('cam-10', { restarts: 2, since: '2026-01-01T00:00:02Z' }),
  stream('cam-9', { phase: 'backoff', reason: 'SourceRefused', since: '2026-01-01T00:00:03Z' }),
  stream('gate', { phase: 'disabled', reason: 'Disabled', labels: { site: 'north' } }),
  stream('drone', { phase: 'pending', reason: 'WaitingForPublisher', source: 'push:live/d1' }),
  stream('yard', { phase: 'pending', reason: 'IngestOff', since: '2026-01-01T00:00:01Z', restarts: 7 }),
];
const RATES: Readonly<Record<string, number>> = { 'cam-10': 2_000_000, gate: 3_000_000 };
const SHOWN: Readonly<Record<string, string>> = { SourceRefused: 'Сервер источника отклоняет соединение.' };
const shown = (filter: Partial<StreamFilter>): string[] =>
  filterStreams(
    STREAMS,
    { search: '', standing: null, label: null, sort: 'file', ...filter },
    { bitRateOf: (name) => RATES[name] ?? null, shownTextOf: ({ reason }) => SHOWN[reason] ?? '' },
  );

describe('filterStreams', () => {
  it('finds words in name, addresses and reason', () => {
    expect(shown({ search: 'CAM' })).toEqual(['cam-10', 'cam-9', 'gate', 'yard']);
    expect(shown({ search: 'live/d1' })).toEqual(['drone']);
    expect(shown({ search: ' refused  cam ' })).toEqual(['cam-9']);
    expect(shown({ search: '8554/yard' })).toEqual(['yard']);
    expect(shown({ search: 'nothing' })).toEqual([]);
  });

  it('finds what is shown of a stream', () => {
    expect(shown({ search: 'ОТКЛОНЯЕТ cam' })).toEqual(['cam-9']);
    expect(shown({ search: 'отклоняет gate' })).toEqual([]);
  });

  it('takes those of a state', () => {
    expect(shown({ standing: 'failing' })).toEqual(['cam-9', 'yard']);
    expect(shown({ standing: 'disabled', search: 'cam' })).toEqual(['gate']);
  });

  it('takes those with a label', () => {
    expect(shown({ label: 'site=north' })).toEqual(['gate']);
    expect(shown({ label: 'site=south' })).toEqual([]);
    expect(shown({ search: 'north' })).toEqual(['gate']);
  });

  it.each<[StreamFilter['sort'], string[]]>([
    ['file', ['cam-10', 'cam-9', 'gate', 'drone', 'yard']],
    ['urgency', ['cam-9', 'yard', 'drone', 'cam-10', 'gate']],
    ['name', ['cam-9', 'cam-10', 'drone', 'gate', 'yard']],
    ['since', ['cam-9', 'cam-10', 'yard', 'gate', 'drone']],
    ['bitRate', ['gate', 'cam-10', 'cam-9', 'drone', 'yard']],
    ['restarts', ['yard', 'cam-10', 'cam-9', 'gate', 'drone']],
  ])('sorts by %s', (sort, names) => {
    expect(shown({ sort })).toEqual(names);
  });
});
