import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { adoptable } from '../../../src/runtime/local/adoptable.js';
import { identify } from '../../../src/runtime/local/process-identity.js';
import type { ProcessRecord } from '../../../src/runtime/local/process-records.js';
import { isRunning } from '../../e2e/support/processes.js';
import { waitFor } from '../../e2e/support/wait-for.js';
import { spec } from '../../state-samples.js';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The record of a process that runs. */
async function record(startedAtMs: number, isSuccessor?: boolean): Promise<ProcessRecord> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const identity = await waitFor('the program to run', () =>
    isRunning(pid) ? (identify(pid, ['sleep', '60']) ?? undefined) : undefined,
  );
  const role: ProcessRecord['role'] = {
    kind: 'stream',
    ...{ spec: spec('a'), specHash: 'x', recipe: 'y', sourceIndex: 0, starts: 1 },
    ...{ cause: { kind: 'added' }, mediaSinceMs: null, runId: null, errorPosition: 0 },
    ...(isSuccessor === undefined ? {} : { isSuccessor }),
  };
  return { ...identity, startedAtMs, role };
}

const chosen = (records: readonly ProcessRecord[], hasPath: boolean): number | undefined =>
  adoptable(records, () => hasPath).get('stream a')?.pid;

describe.runIf(process.platform === 'linux')('of the processes of one stream', () => {
  it('the newest goes on', async () => {
    const [older, newer] = [await record(1), await record(2)];
    expect(chosen([newer, older], true)).toBe(newer.pid);
  });

  it('in the middle of a takeover the one that has the path goes on', async () => {
    const [before, successor] = [await record(1), await record(2, true)];
    for (const records of [
      [before, successor],
      [successor, before],
    ]) {
      expect(chosen(records, false)).toBe(before.pid);
      expect(chosen(records, true)).toBe(successor.pid);
    }
  });

  it('a successor whose predecessor has ended goes on', async () => {
    const [before, successor] = [await record(1), await record(2, true)];
    children[0]?.kill('SIGKILL');
    await waitFor('the end', () => !isRunning(before.pid) || undefined);
    expect(chosen([before, successor], false)).toBe(successor.pid);
  });

  it('one that has taken over is a successor no more', async () => {
    const [before, after] = [await record(1, false), await record(2, false)];
    expect(chosen([before, after], false)).toBe(after.pid);
  });
});
