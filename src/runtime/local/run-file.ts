import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createFolder } from '../../util/state-folder.js';
import { headAndTail } from './head-and-tail.js';
import { isPinnedRecord } from './run-record.js';

/**
 * The file of one run: JSON lines, mode 0600, appended to and now and then compacted to its head and tail, so it never holds more than
 * twice those and one batch. It is opened for each batch only: a thousand streams hold no descriptors, and a folder that was removed
 * is made anew.
 */
export class RunFile {
  readonly #path: string;
  readonly #start: string;

  /** @param start its first record, also when the file has vanished and begins anew */
  constructor(path: string, start: string) {
    this.#path = path;
    this.#start = start;
  }

  /**
   * Appends whole records, or nothing at all.
   * @throws the system's error
   */
  append(records: string): void {
    this.compact(2 * KEPT_BYTES);
    const descriptor = this.#open();
    try {
      const sizeBytes = fstatSync(descriptor).size;
      const before = sizeBytes === 0 ? this.#start : endsWhole(descriptor, sizeBytes) ? '' : '\n';
      try {
        writeAll(descriptor, Buffer.from(before + records));
      } catch (error) {
        // The half that still went in would be a damaged line now and a repeated one at the next try.
        ftruncateSync(descriptor, sizeBytes);
        throw error;
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /**
   * Leaves out what stands between head and tail if the file is larger than `aboveBytes`. A reader sees the file as it was or as it
   * is then.
   * @throws the system's error
   */
  compact(aboveBytes = KEPT_BYTES): void {
    if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) <= aboveBytes) return;
    const lines = readFileSync(this.#path, 'utf8').split('\n').filter(Boolean);
    const items = lines.map((text) => ({
      text,
      sizeBytes: Buffer.byteLength(text) + 1,
      isPinned: isPinnedRecord(text),
    }));
    const kept = headAndTail(items, RUN_BOUNDS).map(({ text }) => `${text}\n`);
    const temporary = `${this.#path}${TEMPORARY}`;
    try {
      writeFileSync(temporary, kept.join(''), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  #open(): number {
    try {
      return openSync(this.#path, 'a+', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      createFolder(dirname(this.#path));
      return openSync(this.#path, 'a+', 0o600);
    }
  }
}

/** What is kept of a run. */
export const RUN_BOUNDS = { headBytes: 16 * 1024, tailBytes: 64 * 1024 };
const KEPT_BYTES = RUN_BOUNDS.headBytes + RUN_BOUNDS.tailBytes;
const TEMPORARY = '.tmp';

/** Whether the last record is ended: a crash in the middle of a write may have cut it. */
function endsWhole(descriptor: number, sizeBytes: number): boolean {
  const last = Buffer.alloc(1);
  return readSync(descriptor, last, 0, 1, sizeBytes - 1) === 1 && last.toString() === '\n';
}

/** A write to a disk that is about to be full may write a part, and only the next one fails. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}
