import { readFileSync } from 'node:fs';
import { PROC } from '../../util/linux.js';

/**
 * How many processes the kernel has ended for want of memory since the boot, those in cgroups included; null where it is
 * not told (elsewhere than on Linux, or before 4.13). See proc(5), `/proc/vmstat`.
 */
export function readOomKillCount(): number | null {
  let vmstat: string;
  try {
    vmstat = readFileSync(`${PROC}/vmstat`, 'latin1');
  } catch {
    return null; // no /proc
  }
  const count = /^oom_kill (?<count>\d+)$/m.exec(vmstat)?.groups?.['count'];
  return count === undefined ? null : Number(count);
}
