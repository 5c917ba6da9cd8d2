import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Answers "is this the process that I started?": a pid alone is reused sooner or later, a pid with its start time
 * on the same boot is not.
 */
export interface ProcessIdentity {
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks after boot; see proc(5), `/proc/PID/stat` field 22. */
  readonly startTimeTicks: number;
  /** Of the arguments as spawned. */
  readonly argumentsHash: string;
}

/** The identity of a process just spawned, or null where the system has no /proc or the process is gone. */
export function identify(pid: number, argumentsAsSpawned: readonly string[]): ProcessIdentity | null {
  const startTimeTicks = startTimeOf(pid);
  const bootId = currentBootId();
  if (startTimeTicks === null || bootId === null) return null;
  return { bootId, pid, startTimeTicks, argumentsHash: hashOf(argumentsAsSpawned) };
}

/** Whether the process of a record still runs and is the one that was recorded. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identity.bootId === currentBootId() && startTimeOf(identity.pid) === identity.startTimeTicks;
}

/** Identity records of running processes in a folder, one file a process. */
export class IdentityRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  write(identity: ProcessIdentity): void {
    writeFileSync(this.#path(identity.pid), JSON.stringify(identity), { mode: 0o600 });
  }

  remove(pid: number): void {
    rmSync(this.#path(pid), { force: true });
  }

  /** All that can be read; what is damaged is left out and removed. */
  readAll(): ProcessIdentity[] {
    return readdirSync(this.#folder).flatMap((file) => {
      const path = join(this.#folder, file);
      const identity = parseRecord(path);
      if (identity === null) rmSync(path, { force: true });
      return identity === null ? [] : [identity];
    });
  }

  #path(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function parseRecord(path: string): ProcessIdentity | null {
  try {
    const { bootId, pid, startTimeTicks, argumentsHash } = JSON.parse(
      readFileSync(path, 'utf8'),
    ) as Partial<ProcessIdentity>;
    const isWhole =
      typeof bootId === 'string' &&
      Number.isSafeInteger(pid) &&
      Number.isSafeInteger(startTimeTicks) &&
      typeof argumentsHash === 'string';
    if (!isWhole || pid === undefined || pid <= 1 || startTimeTicks === undefined) return null;
    return { bootId, pid, startTimeTicks, argumentsHash };
  } catch {
    return null; // cut short by a full disk or a crash: it describes nothing
  }
}

function startTimeOf(pid: number): number | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null; // gone, or no /proc
  }
  // The second field is the name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  const ticks = Number(fields[19]);
  return isZombie || !Number.isSafeInteger(ticks) ? null : ticks;
}

let bootId: string | null | undefined;

function currentBootId(): string | null {
  if (bootId !== undefined) return bootId;
  try {
    bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    bootId = null; // no /proc: elsewhere than on Linux
  }
  return bootId;
}

function hashOf(argumentsAsSpawned: readonly string[]): string {
  return createHash('sha256').update(argumentsAsSpawned.join('\0')).digest('hex');
}
