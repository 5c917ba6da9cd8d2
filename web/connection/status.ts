import { computed, signal } from '@preact/signals';
import type { RouterStatus, StreamStatus } from '../../src/api/contract.js';

/** What the router said last; null before it said anything. */
export const routerStatus = signal<RouterStatus | null>(null);

export const streamsByName = computed<ReadonlyMap<string, StreamStatus>>(
  () => new Map((routerStatus.value?.streams ?? []).map((stream) => [stream.name, stream])),
);

/** Another text whenever other content stands in the files, be it live, mistaken or held back: then they are to be asked for anew. */
export const contentMark = computed(() => {
  const { generation, liveHash, problem, held } = routerStatus.value?.configuration ?? {};
  return JSON.stringify([generation, liveHash, problem?.hash, held?.hash]);
});

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** What is shown is as old as `lastHeardMs` says; null when the router was never heard. */
  | { readonly state: 'lost'; readonly sinceMs: number; readonly lastHeardMs: number | null }
  /** It answers, and tells nothing before one has said who one is. */
  | { readonly state: 'login needed' };

export const connection = signal<Connection>({ state: 'connecting' });

/** Whether the router can be asked for something, so that it makes sense to offer it. */
export const isLive = computed(() => connection.value.state === 'live');

/** True when the router is of another version than the one that this page came from. */
export const isPageOutdated = signal(false);
