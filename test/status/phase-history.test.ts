import { describe, expect, it } from 'vitest';
import { PhaseHistory } from '../../src/status/phase-history.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { STATUS } from '../api/sample-source.js';

const [sample] = STATUS.streams as [StreamStatus];
const HOUR_MS = 3_600_000;
const START_MS = 100 * HOUR_MS;

type Step = readonly [
  phase: StreamStatus['phase'],
  reason: StreamStatus['reason'],
  sinceMs: number | null,
  atMs: number,
];

function recorded(...steps: readonly Step[]): string[] {
  const history = new PhaseHistory();
  for (const [phase, reason, sinceMs, atMs] of steps) {
    const since = sinceMs === null ? null : new Date(START_MS + sinceMs).toISOString();
    const stream = { ...sample, phase, reason, since };
    history.record({ streams: [stream], numbers: [], removed: [] }, START_MS + atMs);
  }
  return history
    .of(sample.name)
    .map(({ phase, reason, sinceMs }) => `${sinceMs - START_MS} ${phase} ${reason}`);
}

describe('PhaseHistory', () => {
  it('knows when each phase began', () => {
    expect(
      recorded(
        ['pending', 'WaitingForPublisher', null, 0],
        ['starting', 'Starting', 90, 100],
        ['running', 'Running', 400, 500],
        ['backoff', 'SourceEnded', 900, 1_000],
        ['backoff', 'SourceRefused', 900, 2_000],
        ['running', 'Running', 2_500, 2_600],
      ),
    ).toEqual([
      '0 pending WaitingForPublisher',
      '90 starting Starting',
      '400 running Running',
      '900 backoff SourceEnded',
      '2000 backoff SourceRefused',
      '2500 running Running',
    ]);
  });

  it('takes other changes for none, and a new start of the same phase for one', () => {
    expect(
      recorded(
        ['running', 'Running', 0, 10],
        ['running', 'Running', 0, 20],
        ['running', 'Running', 100, 110],
      ),
    ).toEqual(['0 running Running', '100 running Running']);
  });

  it('never goes back in time', () => {
    expect(recorded(['pending', 'WaitingForStart', null, 50], ['starting', 'Starting', 10, 60])).toEqual([
      '50 pending WaitingForStart',
      '50 starting Starting',
    ]);
  });

  it('keeps some hours, and so many of a stream that flaps', () => {
    const old = recorded(
      ['running', 'Running', 0, 0],
      ['backoff', 'SourceEnded', HOUR_MS, HOUR_MS],
      ['running', 'Running', 8 * HOUR_MS, 8 * HOUR_MS],
    );
    expect(old).toEqual([`${HOUR_MS} backoff SourceEnded`, `${8 * HOUR_MS} running Running`]);
    const flapping = Array.from({ length: 10_000 }, (_, index): Step => {
      return [index % 2 === 0 ? 'starting' : 'backoff', 'Starting', index, index];
    });
    expect(recorded(...flapping)).toHaveLength(240);
  });

  it('forgets a stream that is gone', () => {
    const history = new PhaseHistory();
    history.record({ streams: [sample], numbers: [], removed: [] }, START_MS);
    expect(history.of(sample.name)).toHaveLength(1);
    history.record({ streams: [], numbers: [], removed: [sample.name] }, START_MS);
    expect(history.of(sample.name)).toEqual([]);
  });
});
