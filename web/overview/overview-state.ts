import { computed, signal } from '@preact/signals';
import type { StreamStatus } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { conditionText } from '../i18n/condition-text.js';
import { t } from '../i18n/text.js';
import { latestRates } from '../streams/rates.js';
import { standingOf } from '../streams/standing.js';
import { readPreference, writePreference } from '../ui/preference.js';
import { filterStreams, SORTS, type Sort, type StreamFilter } from './stream-filter.js';

/** What is searched, filtered and sorted by; it stays while one looks at a stream and comes back. */
export const filter = signal<StreamFilter>({
  search: '',
  standing: null,
  label: null,
  sort: rememberedSort(),
});

export function changeFilter(change: Partial<StreamFilter>): void {
  if (change.sort !== undefined) writePreference('sort', change.sort);
  filter.value = { ...filter.value, ...change };
}

/** While somebody points at the list or works in it with the keyboard, nothing moves away below them. */
export const isHeld = signal(false);

/** Names of the streams to show, in their order. */
export const shownNames = computed<readonly string[]>(() => {
  const wanted = filterStreams(routerStatus.value?.streams ?? [], filter.value, { bitRateOf, shownTextOf });
  const names = isHeld.value && heldFor === filter.value ? inOrderOf(held, wanted) : wanted;
  heldFor = filter.value;
  held = isSame(held, names) ? held : names;
  return held;
});

const bitRateOf = (name: string): number | null => latestRates(name)?.bitsPerSecond ?? null;

function shownTextOf(stream: StreamStatus): string {
  const { message, remedy } = conditionText(stream);
  return [message, remedy, t().phases[stream.phase], t().standings[standingOf(stream)]].join(' ');
}

let held: readonly string[] = [];
let heldFor: StreamFilter | null = null;

/** What was there stays where it was; what is new comes last, what is gone is gone. */
function inOrderOf(before: readonly string[], names: readonly string[]): string[] {
  const wanted = new Set(names);
  const kept = before.filter((name) => wanted.delete(name));
  return [...kept, ...names.filter((name) => wanted.has(name))];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function rememberedSort(): Sort {
  return SORTS.find((known) => known === readPreference('sort')) ?? 'urgency';
}
