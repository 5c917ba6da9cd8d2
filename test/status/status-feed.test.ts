import { afterEach, describe, expect, it } from 'vitest';
import { routerStatus, type StatusInput } from '../../src/status/router-status.js';
import type { StatusChange } from '../../src/status/status-change.js';
import { StatusFeed } from '../../src/status/status-feed.js';
import { desired, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

const CONFIGURATION = {
  file: 'streams.yaml',
  files: ['streams.yaml'],
  liveHash: 'x',
  generation: 1,
  revision: null,
  alsoHashes: [],
  liveSource: 'file',
  warning: null,
  patterns: [],
  maxStopShare: null,
  held: null,
  problem: null,
} as const;
const [A, B, C] = [spec('a'), spec('b'), pushed('c')];
const FIRST: StatusInput = {
  router: { version: '0', pid: 1, startedAt: '' },
  configuration: CONFIGURATION,
  desired: desired(A, B, C),
  observed: observed([observedStream(A, STATES.running), observedStream(B, STATES.backoff)]),
};

function progressed(frames: number) {
  return { ...STATES.running, progress: { ...STATES.running.progress, frames } };
}

/** What is told when the input changes, with the time at which it is looked at. */
class Follower {
  input = FIRST;
  nowMs = 0;
  readonly changes: StatusChange[] = [];
  readonly feed = new StatusFeed(
    () => this.input,
    () => this.nowMs,
  );

  constructor() {
    this.feed.snapshot();
    this.feed.subscribe((change, text) => {
      expect(JSON.parse(text())).toEqual(JSON.parse(JSON.stringify(change)));
      this.changes.push(change);
    });
  }

  look(afterMs: number, input: Partial<StatusInput> = {}): StatusChange | undefined {
    this.nowMs += afterMs;
    this.input = { ...this.input, ...input };
    const before = this.changes.length;
    this.feed.look();
    // Whatever was told, its sum is the truth.
    expect(this.feed.latest()).toEqual(routerStatus(this.input));
    return this.changes[before];
  }
}

const followers: Follower[] = [];
const follow = (): Follower => {
  const follower = new Follower();
  followers.push(follower);
  return follower;
};
afterEach(() => {
  for (const { feed } of followers.splice(0)) feed.close();
});

describe('StatusFeed', () => {
  it('tells nothing while nothing changes', () => {
    const follower = follow();
    for (const afterMs of [0, 250, 1_000, 10_000]) expect(follower.look(afterMs)).toBeUndefined();
  });

  it('tells of a stream that changed, and of no other', () => {
    const streams = [observedStream(A, STATES.running), observedStream(B, STATES.starting)];
    const change = follow().look(250, { observed: observed(streams) });
    expect(change?.streams.map(({ name, phase }) => `${name} ${phase}`)).toEqual(['b starting']);
    expect(change).toEqual({ streams: change?.streams, numbers: [], removed: [] });
  });

  it('tells of numbers alone as such, at most once a second', () => {
    const follower = follow();
    const at = (frames: number) => {
      return observed([observedStream(A, progressed(frames)), observedStream(B, STATES.backoff)]);
    };
    expect(follower.look(1_000, { observed: at(2) })?.numbers).toMatchObject([
      { name: 'a', progress: { frames: 2 }, delivery: null },
    ]);
    follower.input = { ...follower.input, observed: at(3) };
    follower.nowMs += 900;
    follower.feed.look();
    expect(follower.changes).toHaveLength(1);
    expect(follower.look(100)).toMatchObject({ streams: [], numbers: [{ progress: { frames: 3 } }] });
  });

  it('tells of what is added, removed and ordered otherwise', () => {
    const D = spec('d');
    const change = follow().look(250, { desired: desired(D, A, C), observed: observed([]) });
    expect(change?.order).toEqual(['d', 'a', 'c']);
    expect(change?.removed).toEqual(['b']);
    expect(change?.streams.map(({ name }) => name)).toEqual(['d', 'a']);
  });

  it('tells of a stream that ends after it was removed', () => {
    const follower = follow();
    const stopping = observed([observedStream(A, STATES.running), observedStream(B, STATES.stopping)]);
    expect(follower.look(250, { desired: desired(A, C), observed: stopping })?.order).toEqual([
      'a',
      'c',
      'b',
    ]);
    const gone = observed([observedStream(A, STATES.running)]);
    expect(follower.look(250, { observed: gone })).toMatchObject({ removed: ['b'], order: ['a', 'c'] });
  });

  it('tells of the configuration and of the listeners', () => {
    const follower = follow();
    const problem = { since: '', hash: 'y', diagnostics: [] };
    expect(follower.look(250, { configuration: { ...CONFIGURATION, problem } })).toEqual({
      configuration: { ...CONFIGURATION, problem },
      streams: [],
      numbers: [],
      removed: [],
    });
    const open = follower.input.observed;
    const observedOff = { ...open, listeners: { ...open.listeners, rtsp: { phase: 'off' } as const } };
    const change = follower.look(250, { observed: observedOff });
    expect(change?.listeners?.rtsp.phase).toBe('off');
    // Where to read them is not known any more.
    expect(change?.streams.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('tells of what changes with time alone within a second', () => {
    const follower = follow();
    const { observed: seen } = follower.input;
    const later = { ...seen, takenAtMs: seen.takenAtMs + 60_000 };
    // Its back-off is over, and it is about to be started.
    expect(follower.look(1_000, { observed: later })?.streams.map(({ name }) => name)).toEqual(['b']);
  });

  it('tells of a publisher at once', () => {
    const streams = [observedStream(A, STATES.running), observedStream(B, STATES.backoff)];
    const change = follow().look(250, { observed: observed(streams, { publishers: ['live/c'] }) });
    expect(change?.streams.map(({ name, reason }) => `${name} ${reason}`)).toEqual(['c WaitingForStart']);
  });
});
