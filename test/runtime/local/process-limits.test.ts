import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitProcess } from '../../../src/runtime/local/process-limits.js';
import { waitFor } from '../../e2e/support/wait-for.js';

let child: ChildProcess;
let pid: number;
let said: string[];

beforeEach(async () => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  pid = child.pid ?? 0;
  said = [];
});

afterEach(async () => {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
});

const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });

function memoryLimit(): string | undefined {
  return /^Max data size\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
}

describe.runIf(process.platform === 'linux')('limitProcess', () => {
  it('limits a running process, and changes the limits again', async () => {
    limitProcess(pid, { nice: 7, memoryBytes: 900_000_000 }, log);
    await waitFor('the limit of memory', () => memoryLimit() === '900000000' || undefined);
    expect(getPriority(pid)).toBe(7);
    limitProcess(pid, { nice: 9, memoryBytes: null }, log);
    await waitFor('no limit of memory', () => memoryLimit() === 'unlimited' || undefined);
    expect(getPriority(pid)).toBe(9);
    expect(said).toEqual([]);
  });

  it('says nothing of a process that is gone', async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    limitProcess(pid, { nice: 7, memoryBytes: 900_000_000 }, log);
    expect(said).toEqual([]);
  });
});
