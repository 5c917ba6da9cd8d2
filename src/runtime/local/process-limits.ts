import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { execa } from 'execa';
import type { Logger } from 'pino';
import type { ProcessLimits } from '../../state/stream.js';
import { IS_LINUX, PROC } from '../../util/linux.js';

/**
 * Gives a running process its niceness and its limit of memory (RLIMIT_DATA: what it allocates, not the libraries that it shares).
 * Where the system offers one of them not, that is said in the log, and the process goes on without.
 */
export function limitProcess(pid: number, limits: ProcessLimits, log: Logger): void {
  try {
    for (const id of threadsOf(pid)) setPriority(id, limits.nice);
  } catch (error) {
    if (!isGone(error)) log.warn({ err: error, pid }, 'limits.nice cannot be set here');
  }
  if (!IS_LINUX) {
    if (limits.memoryBytes !== null) log.warn({ pid }, 'limits.memory works on Linux only');
    return;
  }
  void limitMemory(pid, limits.memoryBytes, log);
}

export function isUnlimited({ nice, memoryBytes }: ProcessLimits): boolean {
  return nice === 0 && memoryBytes === null;
}

async function limitMemory(pid: number, memoryBytes: number | null, log: Logger): Promise<void> {
  // The soft limit only, so that another edit can raise it again.
  const soft = memoryBytes === null ? 'unlimited' : String(memoryBytes);
  const { failed, exitCode } = await execa('prlimit', ['--pid', String(pid), `--data=${soft}:`], {
    reject: false,
    stdin: 'ignore',
    timeout: 5_000,
  });
  if (failed && memoryBytes !== null && isAlive(pid)) {
    log.warn({ pid, exitCode }, 'limits.memory cannot be set here: it needs prlimit of util-linux');
  }
}

/** On Linux niceness belongs to the thread: those that exist are told one by one, later ones inherit it. */
function threadsOf(pid: number): readonly number[] {
  if (!IS_LINUX) return [pid];
  return readdirSync(`${PROC}/${pid}/task`).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}
