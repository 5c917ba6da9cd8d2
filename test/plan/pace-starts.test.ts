import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/plan/operation.js';
import { paceStarts } from '../../src/plan/pace-starts.js';
import type { Cause } from '../../src/state/cause.js';
import type { StreamSpec } from '../../src/state/stream.js';
import { NOW_MS, observed, observedStream, STATES, spec } from '../state-samples.js';

const LIMITS = { perPass: 4, perServer: 3, total: 5 };
const NVR = { kind: 'remote', url: 'rtsp://nvr:8554' } as const;

function start(one: StreamSpec, cause: Cause = { kind: 'retry', after: 'ServerLost' }): Operation {
  return { kind: 'start', spec: one, sourceIndex: 0, cause };
}

function names(operations: readonly Operation[]): string {
  return operations
    .map((operation) => ('spec' in operation ? operation.spec.name : operation.kind))
    .join(' ');
}

const many = (count: number, server?: StreamSpec['server']): StreamSpec[] =>
  Array.from({ length: count }, (_, index) => spec(`s${index}`, server === undefined ? {} : { server }));

/** Processes that were started `agoMs` ago and have not written media yet. */
function starting(count: number, agoMs: number) {
  return observed(
    Array.from({ length: count }, (_, index) =>
      observedStream(spec(`young-${index}`, { server: NVR }), {
        ...STATES.starting,
        sinceMs: NOW_MS - agoMs,
      }),
    ),
  );
}

describe('paceStarts', () => {
  it('counts a successor as a start, and one that is on its way as a process that was just started', () => {
    const restart = (one: StreamSpec, takeover: { sourceIndex: number } | null): Operation => {
      return { kind: 'restart', spec: one, cause: { kind: 'asked' }, takeover };
    };
    const [ended, ...others] = many(6);
    const operations = [
      ...others.map((one) => restart(one, { sourceIndex: 0 })),
      ...(ended === undefined ? [] : [restart(ended, null)]),
    ];
    const successor = { spec: spec('x'), specHash: '', sourceIndex: 0, startedAtMs: NOW_MS - 100 };
    const seen = observed([observedStream(spec('x'), STATES.running, { successor })]);
    const paced = paceStarts(operations, seen, LIMITS);
    // What only ends does not wait.
    expect(names(paced.now)).toBe('s0 s1 s2');
    expect(paced.hasMore).toBe(true);
  });

  it('begins a few starts and leaves the rest to the next plan', () => {
    const paced = paceStarts(
      many(6).map((one) => start(one)),
      observed(),
      { ...LIMITS, perServer: 9 },
    );
    expect(names(paced.now)).toBe('s0 s1 s2 s3');
    expect(paced.hasMore).toBe(true);
  });

  it('does not run down one RTSP server, and others do not wait for it', () => {
    const operations = [...many(6, NVR).map((one) => start(one)), start(spec('elsewhere'))];
    expect(names(paceStarts(operations, observed(), LIMITS).now)).toBe('s0 s1 s2 elsewhere');
  });

  it('counts one server once, whatever credentials it is given', () => {
    const users = ['rtsp://a:1@nvr', 'rtsp://b:2@NVR:554'].map((url) => ({ kind: 'remote', url }) as const);
    const specs = users.flatMap((server, user) =>
      many(2, server).map((one) => ({ ...one, name: `${user}` })),
    );
    const paced = paceStarts(
      specs.map((one) => start(one)),
      observed(),
      LIMITS,
    );
    expect(names(paced.now)).toBe('0 0 1');
  });

  it('counts those that have just been started', () => {
    expect(
      names(
        paceStarts(
          many(6).map((one) => start(one)),
          starting(3, 200),
          LIMITS,
        ).now,
      ),
    ).toBe('s0 s1');
    expect(
      names(
        paceStarts(
          many(6, NVR).map((one) => start(one)),
          starting(3, 200),
          LIMITS,
        ).now,
      ),
    ).toBe('');
  });

  it('does not wait for those that hang', () => {
    expect(
      names(
        paceStarts(
          many(6, NVR).map((one) => start(one)),
          starting(5, 5_000),
          LIMITS,
        ).now,
      ),
    ).toBe('s0 s1 s2');
  });

  it('begins with what was edited, then what is new; all else is carried out at once', () => {
    const operations: Operation[] = [
      ...many(3).map((one) => start(one)),
      start(spec('new'), { kind: 'added' }),
      start(spec('edited'), { kind: 'changed', changes: [] }),
      { kind: 'stop', name: 'gone', cause: { kind: 'removed' } },
    ];
    const { now, hasMore } = paceStarts(operations, observed(), LIMITS);
    expect([names(now), hasMore]).toEqual(['stop edited new s0', true]);
  });

  it('has nothing more when all were begun', () => {
    expect(paceStarts([start(spec('a'))], observed(), LIMITS).hasMore).toBe(false);
  });
});
