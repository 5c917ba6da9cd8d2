import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cause } from '../../state/cause.js';
import type { MediaServerKind } from '../../state/control-protocol.js';
import type { SourceMemory } from '../../state/observed-state.js';
import type { StreamSpec } from '../../state/stream.js';
import type { ProcessIdentity } from './process-identity.js';

/** What a restarted router has to know of a process to go on with it as if it had started it. */
export interface ProcessRecord extends ProcessIdentity {
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly role: ProcessRole;
}

export type ProcessRole =
  /** Named by the stream; holds no credential. */
  | {
      readonly kind: 'stream';
      /** What the file said when it was started, redacted. */
      readonly spec: StreamSpec;
      /** Of that as it was before it was redacted. */
      readonly specHash: string;
      /** Of how the router makes arguments of such a stream; another router may do it otherwise. */
      readonly recipe: string;
      readonly sourceIndex: number;
      /** What was known of each of its sources; a record of an earlier version does not say. */
      readonly sources?: readonly SourceMemory[];
      /** Processes that were started for the stream so far, this one included. */
      readonly starts: number;
      readonly cause: Cause;
      /** When media came first; null before. */
      readonly mediaSinceMs: number | null;
      /** Of the log of the stream, for what it says further on; see `StreamLog`. */
      readonly runId: string | null;
      /** Up to where its standard error was taken into that log, in bytes. */
      readonly errorPosition: number;
      /** It was started beside another one that still has the path; a record of an earlier version does not say. */
      readonly isSuccessor?: boolean;
    }
  | {
      readonly kind: 'server';
      readonly server: MediaServerKind;
      /** The address that it was asked for, such as `127.0.0.1:0`; null before. */
      readonly requested: string | null;
      /** Up to where its outputs were taken into the router's log; a record of an earlier version does not say. */
      readonly read?: OutputPositions;
    }
  /** Of no use to another router: it is ended. */
  | { readonly kind: 'helper' };

/** In bytes. */
export interface OutputPositions {
  readonly output: number;
  readonly error: number;
}

export type StreamRole = Extract<ProcessRole, { readonly kind: 'stream' }>;
export type ServerRole = Extract<ProcessRole, { readonly kind: 'server' }>;

/** Records of running processes in a folder, one file a process, each written whole or not at all. */
export class ProcessRecords {
  readonly #folder: string;
  readonly #onProblem: (path: string, problem: string) => void;

  constructor(folder: string, onProblem: (path: string, problem: string) => void = () => {}) {
    this.#folder = folder;
    this.#onProblem = onProblem;
  }

  /** @throws the system's error */
  write(record: ProcessRecord): void {
    const path = this.#path(record.pid);
    const temporary = `${path}.new`;
    writeFileSync(temporary, JSON.stringify(record), { mode: 0o600 });
    renameSync(temporary, path);
  }

  remove(pid: number): void {
    rmSync(this.#path(pid), { force: true });
  }

  /**
   * All that can be read. What is damaged describes nothing: it is told, left out and removed. What only cannot be read now
   * is told and stays, and what is no record of ours is no concern of ours.
   */
  readAll(): ProcessRecord[] {
    return readdirSync(this.#folder, { withFileTypes: true }).flatMap((entry) => {
      const pid = /^(?<pid>\d+)\.json$/.exec(entry.name)?.groups?.['pid'];
      return pid === undefined || !entry.isFile() ? [] : this.#read(Number(pid));
    });
  }

  #read(pid: number): ProcessRecord[] {
    const path = this.#path(pid);
    try {
      const record = parseRecord(readFileSync(path, 'utf8'));
      if (record?.pid === pid) return [record];
      // Cut short by a full disk or a crash, or somebody else's writing.
      this.#onProblem(path, 'it is damaged, so it is removed');
      rmSync(path, { force: true });
    } catch (error) {
      this.#onProblem(path, String(error));
    }
    return [];
  }

  #path(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function parseRecord(text: string): ProcessRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isMapping(value)) return null;
  const { bootId, pid, startTimeTicks, argumentsHash, startedAtMs } = value;
  const isIdentity =
    typeof bootId === 'string' &&
    Number.isSafeInteger(pid) &&
    Number(pid) > 1 &&
    Number.isSafeInteger(startTimeTicks) &&
    typeof argumentsHash === 'string';
  if (!isIdentity) return null;
  // One whose role cannot be read is still ours to end.
  const role = isRole(value['role']) && Number.isFinite(startedAtMs) ? value['role'] : { kind: 'helper' };
  return { ...value, startedAtMs: Number(startedAtMs ?? 0), role } as unknown as ProcessRecord;
}

function isRole(value: unknown): value is ProcessRole {
  if (!isMapping(value)) return false;
  switch (value['kind']) {
    case 'helper':
      return true;
    case 'server':
      return (
        (value['server'] === 'rtsp' || value['server'] === 'rtmp') &&
        (value['requested'] === null || typeof value['requested'] === 'string') &&
        (value['read'] === undefined || isPositions(value['read']))
      );
    case 'stream':
      return (
        ['specHash', 'recipe'].every((key) => typeof value[key] === 'string') &&
        ['sourceIndex', 'starts', 'errorPosition'].every((key) => Number.isSafeInteger(value[key])) &&
        (value['sources'] === undefined || isMemory(value['sources'])) &&
        ['undefined', 'boolean'].includes(typeof value['isSuccessor']) &&
        isCause(value['cause']) &&
        (value['mediaSinceMs'] === null || Number.isFinite(value['mediaSinceMs'])) &&
        (value['runId'] === null || typeof value['runId'] === 'string') &&
        isSpec(value['spec']) &&
        Number(value['sourceIndex']) in value['spec'].sources
      );
    default:
      return false;
  }
}

function isPositions(value: unknown): value is OutputPositions {
  return isMapping(value) && [value['output'], value['error']].every(Number.isSafeInteger);
}

function isMemory(value: unknown): boolean {
  const isOne = (memory: unknown): boolean =>
    isMapping(memory) && (memory['failure'] === null || isMapping(memory['failure']));
  return Array.isArray(value) && value.every(isOne);
}

/** All that is worked with: a router that trips over a record would trip over it at each of its starts. */
function isSpec(value: unknown): value is StreamSpec {
  if (!isMapping(value)) return false;
  const { name, enabled, path, sources, server, video, audio, ffmpeg, policy } = value;
  return (
    [name, path].every((text) => typeof text === 'string' && text !== '') &&
    typeof enabled === 'boolean' &&
    Array.isArray(sources) &&
    sources.length > 0 &&
    sources.every(isSource) &&
    isMapping(server) &&
    (server['kind'] === 'embedded' || (server['kind'] === 'remote' && typeof server['url'] === 'string')) &&
    [video, audio].every(isMediaChoice) &&
    isMapping(ffmpeg) &&
    [ffmpeg['inputArgs'], ffmpeg['outputArgs']].every(isTexts) &&
    isPolicy(policy)
  );
}

function isSource(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { kind, path, url } = value;
  return (kind === 'push' && typeof path === 'string') || (kind === 'pull' && typeof url === 'string');
}

function isMediaChoice(value: unknown): boolean {
  return ['copy', 'none', 'auto'].includes(value as string) || (isMapping(value) && 'codec' in value);
}

function isPolicy(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { stallTimeoutMs, firstFrameTimeoutMs, backoff, failbackMs, limits } = value;
  return (
    isMapping(backoff) &&
    isMapping(limits) &&
    [stallTimeoutMs, firstFrameTimeoutMs, backoff['initialMs'], backoff['maxMs'], limits['nice']].every(
      Number.isFinite,
    ) &&
    [failbackMs, limits['memoryBytes']].every((number) => number === null || Number.isFinite(number))
  );
}

function isCause(value: unknown): boolean {
  if (!isMapping(value) || typeof value['kind'] !== 'string') return false;
  return (
    value['kind'] !== 'changed' || (Array.isArray(value['changes']) && value['changes'].every(isMapping))
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
