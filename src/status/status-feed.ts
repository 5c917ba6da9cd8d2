import { isDeepStrictEqual } from 'node:util';
import { listenerUrl } from '../state/listener-url.js';
import { publisherOf } from '../state/media-servers.js';
import type { ObservedState } from '../state/observed-state.js';
import type { StreamSpec } from '../state/stream.js';
import { hasProcess } from '../state/stream-state.js';
import { listenerStatuses, type RouterStatus, type StatusInput, toldStreams } from './router-status.js';
import type { StatusChange, StreamNumbers } from './status-change.js';
import { type StreamStatus, streamNumbers, streamStatus } from './stream-status.js';

/**
 * The status of a router as it changes. It is looked at again at most four times a second, and then only what can have changed is
 * told anew: with hundreds of streams that run or fail, following them costs next to nothing.
 */
export class StatusFeed {
  readonly #read: () => StatusInput;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Map<StatusListener, { readonly isPatient: boolean }>();
  readonly #known = new Map<string, KnownStream>();
  #status: RouterStatus | null = null;
  #isNudged = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(read: () => StatusInput, now: () => number = () => performance.now()) {
    this.#read = read;
    this.#now = now;
    this.#timer = setInterval(() => this.#tick(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Something may be different. */
  nudge(): void {
    this.#isNudged = true;
  }

  /** As it is now; what the listeners are told from now on comes after it. */
  snapshot(): RouterStatus {
    this.look();
    return this.latest();
  }

  /** As it was told last. */
  latest(): RouterStatus {
    if (this.#status === null) this.look();
    return this.#status as RouterStatus;
  }

  /**
   * @param isPatient it does not have to know of numbers at once
   * @returns ends it
   */
  subscribe(listener: StatusListener, { isPatient = false } = {}): () => void {
    this.#listeners.set(listener, { isPatient });
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  /** Looks now, and tells the listeners what is different. */
  look(): void {
    this.#isNudged = false;
    this.#lookedAtMs = this.#now();
    const change = this.#compare(this.#read(), this.#lookedAtMs);
    if (change === null) return;
    let json: string | undefined;
    const text = (): string => {
      json ??= JSON.stringify(change);
      return json;
    };
    for (const listener of [...this.#listeners.keys()]) listener(change, text);
  }

  #tick(): void {
    const isWatched = [...this.#listeners.values()].some(({ isPatient }) => !isPatient);
    const isDue = this.#now() - this.#lookedAtMs >= (isWatched ? 0 : IDLE_LOOK_MS);
    if (isDue || this.#isNudged) this.look();
  }

  /** Null when nothing is different; the first time everything is. */
  #compare(input: StatusInput, nowMs: number): StatusChange | null {
    const before = this.#status;
    const told = toldStreams(input.desired, input.observed);
    const streams: StreamStatus[] = [];
    const numbers: StreamNumbers[] = [];
    for (const { spec, isWanted } of told) {
      const news = this.#compareStream(spec, isWanted, input, nowMs);
      if (news === 'changed') streams.push(this.#statusOf(spec.name));
      else if (news !== null) numbers.push(news);
    }
    const order = told.map(({ spec }) => spec.name);
    const removed = this.#forget(new Set(order));
    const { router, configuration } = input;
    const listeners = listenerStatuses(input.desired, input.observed);
    this.#status = { router, configuration, listeners, streams: order.map((name) => this.#statusOf(name)) };
    const change: StatusChange = {
      ...different('router', before, router),
      ...different('configuration', before, configuration),
      ...different('listeners', before, listeners),
      streams,
      numbers,
      removed,
      ...(isSameOrder(before, order) ? {} : { order }),
    };
    const isEmpty = Object.values(change).every((value) => Array.isArray(value) && value.length === 0);
    return isEmpty ? null : change;
  }

  #compareStream(
    spec: StreamSpec,
    isWanted: boolean,
    { observed, desired, configuration: { generation } }: StatusInput,
    nowMs: number,
  ): 'changed' | StreamNumbers | null {
    const { name } = spec;
    const ingestKeys = desired?.access.ingestKeys ?? null;
    const inputs = inputsOf(spec, observed, [generation, isWanted, ingestKeys]);
    const known = this.#known.get(name);
    if (known === undefined || isDue(known, inputs, nowMs)) {
      const status = streamStatus(spec, observed, { generation, isWanted, ingestKeys });
      const isSame =
        known !== undefined && isDeepStrictEqual(withoutNumbers(known.status), withoutNumbers(status));
      const numbersAtMs = isSame ? known.numbersAtMs : nowMs;
      const kept = isSame ? { ...status, ...numbersIn(known.status) } : status;
      const refreshMs = status.pid === null ? REFRESH_WITHOUT_PROCESS_MS : REFRESH_MS;
      this.#known.set(name, { inputs, status: kept, numbersAtMs, computedAtMs: nowMs, refreshMs });
      if (!isSame) return 'changed';
    }
    return this.#compareNumbers(spec, observed, nowMs);
  }

  #compareNumbers(spec: StreamSpec, observed: ObservedState, nowMs: number): StreamNumbers | null {
    const known = this.#known.get(spec.name);
    if (known === undefined || nowMs - known.numbersAtMs < NUMBERS_EVERY_MS) return null;
    const numbers = streamNumbers(spec, observed);
    if (isDeepStrictEqual(numbers, numbersIn(known.status))) return null;
    this.#known.set(spec.name, { ...known, status: { ...known.status, ...numbers }, numbersAtMs: nowMs });
    return { name: spec.name, ...numbers };
  }

  #statusOf(name: string): StreamStatus {
    return (this.#known.get(name) as KnownStream).status;
  }

  #forget(present: ReadonlySet<string>): string[] {
    const removed = [...this.#known.keys()].filter((name) => !present.has(name));
    for (const name of removed) this.#known.delete(name);
    return removed;
  }
}

export type StatusListener = (change: StatusChange, text: () => string) => void;

interface KnownStream {
  /** What its status was told from, as far as that shows at once. */
  readonly inputs: readonly unknown[];
  readonly status: StreamStatus;
  /** When its numbers were told. */
  readonly numbersAtMs: number;
  readonly computedAtMs: number;
  /** After so long it is told anew, for what its inputs do not show. */
  readonly refreshMs: number;
}

const LOOK_EVERY_MS = 250;
const IDLE_LOOK_MS = 1_000;
const NUMBERS_EVERY_MS = 1_000;
/** What one waits for can change with time alone. */
const REFRESH_WITHOUT_PROCESS_MS = 1_000;
const REFRESH_MS = 5_000;

/** Cheap to have, and different whenever the status is for another reason than the passing of time. */
function inputsOf(spec: StreamSpec, observed: ObservedState, more: readonly unknown[]): unknown[] {
  const stream = observed.streams.get(spec.name);
  const state = stream?.state;
  const { listeners } = observed;
  return [
    ...more,
    spec,
    listenerUrl('rtsp', listeners.rtsp),
    listenerUrl('rtsps', listeners.rtsps),
    listenerUrl('rtmp', listeners.rtmp),
    listenerUrl('rtmps', listeners.rtmps),
    stream?.specHash,
    stream?.restarts,
    stream?.sourceIndex,
    stream?.isOutdated,
    stream?.successor == null,
    // That of a running one is a new one with each progress.
    state !== undefined && hasProcess(state) ? `${state.phase} ${state.sinceMs} ${state.process.pid}` : state,
    ...(stream?.sources.flatMap(({ failure, reach }) => [failure, reach?.verdict]) ?? []),
    ...spec.sources.flatMap((source) => {
      const publisher = source.kind === 'push' ? publisherOf(observed, 'rtmp', source.path) : null;
      return [publisher?.sinceMs, publisher?.isSilent];
    }),
  ];
}

function isDue(
  { inputs, computedAtMs, refreshMs }: KnownStream,
  now: readonly unknown[],
  nowMs: number,
): boolean {
  if (nowMs - computedAtMs >= refreshMs || inputs.length !== now.length) return true;
  return now.some((input, index) => input !== inputs[index]);
}

function numbersIn({ progress, delivery }: StreamStatus): Pick<StreamStatus, 'progress' | 'delivery'> {
  return { progress, delivery };
}

function withoutNumbers({ progress: _progress, delivery: _delivery, ...rest }: StreamStatus) {
  return rest;
}

function different<K extends 'router' | 'configuration' | 'listeners'>(
  key: K,
  before: RouterStatus | null,
  now: RouterStatus[K],
): Partial<Pick<RouterStatus, K>> {
  if (before !== null && isDeepStrictEqual(before[key], now)) return {};
  return { [key]: now } as unknown as Pick<RouterStatus, K>;
}

function isSameOrder(before: RouterStatus | null, order: readonly string[]): boolean {
  return (
    before?.streams.length === order.length &&
    before.streams.every(({ name }, index) => name === order[index])
  );
}
