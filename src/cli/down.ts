import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import { endLeftovers } from '../runtime/local/end-leftovers.js';
import { readMark } from '../runtime/local/find-strays.js';
import { untilLeashEnds } from '../runtime/local/leash.js';
import { ProcessRecords } from '../runtime/local/process-records.js';
import { IS_LINUX } from '../util/linux.js';
import type { StateFolder } from '../util/state-folder.js';
import { type FolderLock, holderState, lockFolder } from '../util/state-lock.js';
import { type CommonOptions, stateFolderOf } from './options.js';
import { printProblem } from './terminal.js';

/** `down`: ends the router of this configuration, if one runs, and everything that its state folder describes. */
export async function down(options: CommonOptions): Promise<number> {
  const folder = stateFolderOf(options);
  let router = false;
  let processes = 0;
  let problem: unknown;
  if (existsSync(folder.path)) {
    const taken = await takeFolder(folder);
    if (!taken.ok) {
      printProblem(taken.problem, taken.remedy);
      return 1;
    }
    router = taken.hasEnded;
    try {
      await untilLeashEnds(folder.leashSocket);
      // With the lock: no router can start meanwhile, and none ends what is being started.
      if (existsSync(folder.processes)) {
        processes = await endLeftovers({
          records: new ProcessRecords(folder.processes, (file, told) =>
            process.stderr.write(`${file}: ${told}\n`),
          ),
          mark: readMark(folder.mark),
          onProblem: (error) => {
            problem ??= error;
          },
        });
      }
    } finally {
      taken.release();
    }
  }
  if (problem !== undefined) {
    const { code } = problem as NodeJS.ErrnoException;
    process.stderr.write(
      `Records in ${folder.processes} could not be removed (${code ?? String(problem)}); they describe nothing that runs.\n`,
    );
  }
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ router, processes })}\n`);
  } else {
    const what = [router ? 'the router' : '', processes > 0 ? `${processes} processes` : ''].filter(Boolean);
    process.stdout.write(what.length === 0 ? 'Nothing runs.\n' : `Ended: ${what.join(', ')}.\n`);
  }
  return 0;
}

type Taken =
  | { readonly ok: true; readonly hasEnded: boolean; release(): void }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

/** Takes the state folder from the router that holds it, which is asked to end. */
async function takeFolder(folder: StateFolder): Promise<Taken> {
  const deadlineMs = Date.now() + ROUTER_END_MS;
  let lock = await lockFolder(folder.path);
  if (lock.ok) return endUnlocked(folder, lock);
  const asked = new Set<number>();
  let stoppedSinceMs: number | null = null;
  while (!lock.ok) {
    const { holder } = lock;
    // It may have taken the folder a moment ago and is about to write who it is.
    if (holder !== null && !asked.has(holder.pid)) {
      asked.add(holder.pid);
      try {
        process.kill(holder.pid, 'SIGTERM');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EPERM') {
          return {
            ok: false,
            problem: `The router (pid ${holder.pid}) belongs to another user.`,
            remedy: 'Run this as that user.',
          };
        }
      }
    }
    const isStopped = holder !== null && holderState(holder) === 'is stopped';
    stoppedSinceMs = isStopped ? (stoppedSinceMs ?? Date.now()) : null;
    if (isStopped && Date.now() - (stoppedSinceMs ?? 0) > STOPPED_MS) {
      return {
        ok: false,
        problem: `The router (pid ${holder.pid}) is stopped, so it does not hear that it is to end.`,
        remedy: `Let it go on (kill -CONT ${holder.pid}): it ends then. Or kill it (kill -KILL ${holder.pid}) and try again.`,
      };
    }
    if (Date.now() > deadlineMs) {
      return {
        ok: false,
        problem: `The router${holder === null ? '' : ` (pid ${holder.pid})`} does not end.`,
        remedy: 'Kill it, then try again: what it leaves behind is ended then.',
      };
    }
    // Nobody tells of the end of a process that is not our child, so it is asked for; the kernel frees the lock with it.
    await delay(50);
    lock = await lockFolder(folder.path);
  }
  const { release } = lock;
  return { ok: true, hasEnded: true, release };
}

/** A router that answers although the folder is free: where there is no such lock, or in another network namespace. */
async function endUnlocked(
  { routerSocket }: StateFolder,
  { release }: Extract<FolderLock, { ok: true }>,
): Promise<Taken> {
  const status = await fetchRouterStatus({ socketPath: routerSocket });
  if (status === null) return { ok: true, hasEnded: false, release };
  const { pid } = status.router;
  if (IS_LINUX) {
    release();
    // Its pid may be one of another namespace: here it could be anybody's.
    return {
      ok: false,
      problem: `A router (pid ${pid} where it runs) uses the state folder from another container or network namespace.`,
      remedy: 'End it there.',
    };
  }
  process.kill(pid, 'SIGTERM');
  const deadlineMs = Date.now() + ROUTER_END_MS;
  while (isThere(pid)) {
    if (Date.now() > deadlineMs) {
      release();
      return {
        ok: false,
        problem: `The router (pid ${pid}) does not end.`,
        remedy: 'Kill it, then try again.',
      };
    }
    await delay(50);
  }
  return { ok: true, hasEnded: true, release };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it has ended
  }
}

/** More than the router's own deadline for its processes. */
const ROUTER_END_MS = 20_000;
/** Who is stopped for as long is not about to go on. */
const STOPPED_MS = 1_000;
