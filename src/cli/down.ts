import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import { endLeftovers } from '../runtime/local/end-leftovers.js';
import { ProcessRecords } from '../runtime/local/process-records.js';
import { type CommonOptions, stateFolderOf } from './options.js';
import { printProblem } from './terminal.js';

/** `down`: ends the router of this configuration, if one runs, and everything that its state folder describes. */
export async function down(options: CommonOptions): Promise<number> {
  const folder = stateFolderOf(options);
  const router = await endRouter(folder.routerSocket);
  if (router === 'does not end') {
    printProblem('The router does not end.', 'Kill it, then try again: what it leaves behind is ended then.');
    return 1;
  }
  const processes = existsSync(folder.processes)
    ? await endLeftovers(new ProcessRecords(folder.processes), folder.path)
    : 0;
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ router: router === 'ended', processes })}\n`);
  } else {
    const what = [
      router === 'ended' ? 'the router' : '',
      processes > 0 ? `${processes} processes` : '',
    ].filter(Boolean);
    process.stdout.write(what.length === 0 ? 'Nothing runs.\n' : `Ended: ${what.join(', ')}.\n`);
  }
  return 0;
}

async function endRouter(socketPath: string): Promise<'ended' | 'does not run' | 'does not end'> {
  const status = await fetchRouterStatus({ socketPath });
  if (status === null) return 'does not run';
  process.kill(status.router.pid, 'SIGTERM');
  const deadlineMs = Date.now() + ROUTER_END_MS;
  // Nobody tells of the end of a process that is not our child, so it is asked for.
  while (isAlive(status.router.pid)) {
    if (Date.now() > deadlineMs) return 'does not end';
    await delay(50);
  }
  return 'ended';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it has ended
  }
}

/** More than the router's own deadline for its processes. */
const ROUTER_END_MS = 20_000;
