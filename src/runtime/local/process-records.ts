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
    }
  | {
      readonly kind: 'server';
      readonly server: MediaServerKind;
      /** The address that it was asked for, such as `127.0.0.1:0`; null before. */
      readonly requested: string | null;
    }
  /** Of no use to another router: it is ended. */
  | { readonly kind: 'helper' };

export type StreamRole = Extract<ProcessRole, { readonly kind: 'stream' }>;

/** Records of running processes in a folder, one file a process, each written whole or not at all. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
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

  /** All that can be read; what is damaged describes nothing: it is left out and removed. */
  readAll(): ProcessRecord[] {
    return readdirSync(this.#folder).flatMap((file) => {
      const path = join(this.#folder, file);
      const record = parseRecord(path);
      if (record === null) rmSync(path, { force: true });
      return record === null ? [] : [record];
    });
  }

  #path(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function parseRecord(path: string): ProcessRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // cut short by a full disk or a crash
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
      return value['server'] === 'rtsp' || value['server'] === 'rtmp';
    case 'stream':
      return (
        ['specHash', 'recipe'].every((key) => typeof value[key] === 'string') &&
        ['sourceIndex', 'starts', 'errorPosition'].every((key) => Number.isSafeInteger(value[key])) &&
        isMapping(value['cause']) &&
        (value['sources'] === undefined || isMemory(value['sources'])) &&
        isSpec(value['spec'])
      );
    default:
      return false;
  }
}

function isMemory(value: unknown): boolean {
  const isOne = (memory: unknown): boolean =>
    isMapping(memory) && (memory['failure'] === null || isMapping(memory['failure']));
  return Array.isArray(value) && value.every(isOne);
}

/** Our own writing, so its presence tells enough. */
function isSpec(value: unknown): boolean {
  return (
    isMapping(value) &&
    typeof value['name'] === 'string' &&
    typeof value['path'] === 'string' &&
    Array.isArray(value['sources']) &&
    isMapping(value['server']) &&
    isMapping(value['policy'])
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
