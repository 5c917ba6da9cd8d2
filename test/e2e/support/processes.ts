import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes that mention `text` (a folder of the test), by pid; zombies have none. */
export function processesMentioning(text: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const command = commandLine(pid);
    if (command.includes(text)) found.set(pid, command);
  }
  return found;
}

/** True while the process runs: a zombie does not. */
export function isRunning(pid: number): boolean {
  return commandLine(pid) !== '';
}

/** Children of a process, running or not yet reaped. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && parentOf(candidate) === pid);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return ''; // gone between listing and reading
  }
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // gone between listing and reading
  }
}
