import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * CPU that each process takes while `windowMs` pass, in percent of one core, in the order of the pids.
 * @throws when one of them ends meanwhile
 */
export async function cpuPercent(pids: readonly number[], windowMs: number): Promise<number[]> {
  const before = pids.map(sample);
  await delay(windowMs);
  return pids.map((pid, index) => {
    const now = sample(pid);
    const then = before[index] ?? now;
    return (100 * (now.cpuMs - then.cpuMs)) / (now.atMs - then.atMs);
  });
}

/** proc(5), `/proc/PID/stat`: fields 14 and 15 are user and system time in clock ticks. */
function sample(pid: number): { atMs: number; cpuMs: number } {
  const atMs = performance.now();
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') throw new Error(`process ${pid} ended while it was measured`);
  return { atMs, cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK };
}

/** USER_HZ is 100 on every Linux. */
const MS_PER_TICK = 10;
