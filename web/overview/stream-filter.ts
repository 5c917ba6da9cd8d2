import type { StreamStatus } from '../../src/api/contract.js';
import { labelTexts } from '../streams/labels.js';
import { STANDINGS, type Standing, standingOf } from '../streams/standing.js';

/** What of the list is to be seen, and in which order. */
export interface StreamFilter {
  /** Words that must all be found in name, addresses, labels, reason, or what is shown of the stream. */
  readonly search: string;
  /** Null: all. */
  readonly standing: Standing | null;
  /** `key=value`; null: all. */
  readonly label: string | null;
  readonly sort: Sort;
}

export const SORTS = ['urgency', 'file', 'name', 'since', 'bitRate', 'restarts'] as const;
export type Sort = (typeof SORTS)[number];

/**
 * Names, in the order in which they are to be shown.
 */
export function filterStreams(
  streams: readonly StreamStatus[],
  filter: StreamFilter,
  { bitRateOf, shownTextOf }: ShownOfStreams,
): string[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = streams.filter(
    (stream) =>
      (filter.standing === null || standingOf(stream) === filter.standing) &&
      (filter.label === null || labelTexts(stream).includes(filter.label)) &&
      hasAll(stream, words, shownTextOf),
  );
  return sorted(found, filter.sort, bitRateOf).map(({ name }) => name);
}

/** What the status by itself does not tell. */
export interface ShownOfStreams {
  /** Bits per second of a stream of that name; null where they are not known. */
  bitRateOf(name: string): number | null;
  /** In the language of the moment. */
  shownTextOf(stream: StreamStatus): string;
}

function hasAll(
  stream: StreamStatus,
  words: readonly string[],
  shownTextOf: ShownOfStreams['shownTextOf'],
): boolean {
  if (words.length === 0) return true;
  const text = `${searchedText(stream)} ${shownTextOf(stream).toLowerCase()}`;
  return words.every((word) => text.includes(word));
}

/** What has no language. */
function searchedText(stream: StreamStatus): string {
  const known = searched.get(stream);
  if (known !== undefined) return known;
  const { name, reason, source, rtspUrl, path, sources } = stream;
  const text = [
    name,
    reason,
    source,
    rtspUrl,
    path,
    ...sources.map((one) => one.source),
    ...labelTexts(stream),
  ]
    .join(' ')
    .toLowerCase();
  searched.set(stream, text);
  return text;
}

const searched = new WeakMap<StreamStatus, string>();

/** Equal ones stay in the order of the file. */
function sorted(
  streams: readonly StreamStatus[],
  sort: Sort,
  bitRateOf: (name: string) => number | null,
): readonly StreamStatus[] {
  switch (sort) {
    case 'file':
      return streams;
    case 'urgency':
      return by(streams, (stream) => STANDINGS.indexOf(standingOf(stream)));
    case 'name':
      return [...streams].sort((a, b) => NAMES.compare(a.name, b.name));
    case 'since':
      return by(streams, ({ since }) => (since === null ? 0 : -Date.parse(since)));
    case 'bitRate':
      return by(streams, ({ name }) => -(bitRateOf(name) ?? -1));
    case 'restarts':
      return by(streams, ({ restarts }) => -restarts);
  }
}

const NAMES = new Intl.Collator('en', { numeric: true });

function by(streams: readonly StreamStatus[], key: (stream: StreamStatus) => number): StreamStatus[] {
  return streams
    .map((stream) => ({ stream, value: key(stream) }))
    .sort((a, b) => a.value - b.value)
    .map(({ stream }) => stream);
}
