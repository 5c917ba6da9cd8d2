import { describe, expect, it } from 'vitest';
import type { KeptLog, StreamRun } from '../../../src/api/contract.js';
import { mergeLog } from '../../../web/stream/merge-log.js';

const run = (id: string, seqs: readonly number[], end: unknown = null): StreamRun =>
  ({ id, lines: seqs.map((seq) => ({ seq, text: `line ${seq}` })), end }) as unknown as StreamRun;
const piece = (...runs: StreamRun[]): KeptLog => ({ name: 'a', cursor: null, runs });
const seqs = (runs: readonly StreamRun[]): number[][] => runs.map(({ lines }) => lines.map(({ seq }) => seq));

describe('mergeLog', () => {
  it('appends lines to their run, none twice, and new runs behind', () => {
    const first = mergeLog([], piece(run('1', [1, 2])));
    const second = mergeLog(first, piece(run('1', [2, 3]), run('2', [1])));
    expect(seqs(second)).toEqual([[1, 2, 3], [1]]);
  });

  it('keeps how a run ended', () => {
    const ended = mergeLog([], piece(run('1', [1], { seq: 2 })));
    expect(mergeLog(ended, piece(run('1', [3])))[0]?.end).toEqual({ seq: 2 });
  });

  it('keeps the end of a run without an end, and the newest of many runs', () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => index);
    expect(mergeLog([], piece(run('1', lines)))[0]?.lines.at(0)?.seq).toBe(3_500);
    const many = Array.from({ length: 40 }, (_, index) => run(String(index), [1]));
    expect(mergeLog([], piece(...many)).map(({ id }) => id)).toEqual(many.slice(-12).map(({ id }) => id));
  });
});
