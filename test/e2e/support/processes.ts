import { readdirSync, readFileSync } from 'node:fs';
import { KEY_PARAMETER, OWN_USER } from '../../../src/state/own-credentials.js';

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

/** Without what the router's own processes come by to its servers, so that they are found by the addresses. */
function commandLine(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return text.replace(OWN_CREDENTIALS, '');
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

const OWN_CREDENTIALS = new RegExp(
  `\\b${OWN_USER}:[0-9a-f]{32}@|\\?${KEY_PARAMETER}=[0-9a-f]{32}(?= |$)`,
  'g',
);
