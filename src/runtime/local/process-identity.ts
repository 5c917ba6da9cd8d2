import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PROC } from '../../util/linux.js';
import { readProcFile, readStat } from '../../util/proc.js';

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
  /** Of the arguments that it runs with, where these are others: of a script that became FFmpeg (`exec ffmpeg "$@"`), say. */
  readonly runningArgumentsHash?: string;
}

/** The identity of a process just spawned, or null where the system has no /proc or the process is gone. */
export function identify(pid: number, argumentsAsSpawned: readonly string[]): ProcessIdentity | null {
  const startTimeTicks = readStat(pid)?.startTimeTicks ?? null;
  const bootId = currentBootId();
  if (startTimeTicks === null || bootId === null) return null;
  return { bootId, pid, startTimeTicks, argumentsHash: hashOf(argumentsAsSpawned) };
}

/** Whether the process of a record still runs and is the one that was recorded. */
export function isAlive(identity: ProcessIdentity): boolean {
  return (
    identity.bootId === currentBootId() && readStat(identity.pid)?.startTimeTicks === identity.startTimeTicks
  );
}

/** Whether it also still runs the program that it was started as. */
export function runsAsSpawned(identity: ProcessIdentity): boolean {
  const hash = hashOf(argumentsOf(identity.pid));
  return hash === identity.argumentsHash || hash === identity.runningArgumentsHash;
}

/** The identity of a process of ours that runs, with what it has become since it was spawned. */
export function identifyRunning<T extends ProcessIdentity>(identity: T): T {
  const args = argumentsOf(identity.pid);
  if (args.length === 0) return identity; // it has just ended
  const hash = hashOf(args);
  return hash === identity.argumentsHash ? identity : { ...identity, runningArgumentsHash: hash };
}

/** The arguments of a running process, program first; none when it is gone. See proc(5), `/proc/PID/cmdline`. */
export function argumentsOf(pid: number): string[] {
  return readProcFile(pid, 'cmdline')?.split('\0').slice(0, -1) ?? [];
}

function hashOf(argumentsAsSpawned: readonly string[]): string {
  return createHash('sha256').update(argumentsAsSpawned.join('\0')).digest('hex');
}

let bootId: string | null | undefined;

function currentBootId(): string | null {
  if (bootId !== undefined) return bootId;
  try {
    bootId = readFileSync(`${PROC}/sys/kernel/random/boot_id`, 'latin1').trim();
  } catch {
    bootId = null; // no /proc: elsewhere than on Linux
  }
  return bootId;
}
