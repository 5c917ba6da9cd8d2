import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { LineReader } from '../../util/line-reader.js';
import { PROC } from '../../util/linux.js';

/**
 * One output of a process: an append-only file of mode 0600 without a name, since raw output holds credentials.
 * A pipe would end the process when the router dies; a file doesn't. What was read is truncated away now and then,
 * so it stays small however long the process runs.
 */
export class OutputFile {
  /** To be given to the process. */
  readonly descriptor: number;
  readonly #lines: LineReader;
  readonly #decoder = new StringDecoder('utf8');
  #position: number;
  /** Behind the last line that is whole. */
  #lineEnd: number;
  #closed = false;

  private constructor(descriptor: number, position: number, onLine: (line: string) => void) {
    this.descriptor = descriptor;
    this.#position = position;
    this.#lineEnd = position;
    this.#lines = new LineReader(onLine);
  }

  /** @throws the system's error when the folder cannot be written */
  static create(folder: string, onLine: (line: string) => void): OutputFile {
    const path = join(folder, randomBytes(8).toString('hex'));
    const descriptor = openSync(path, 'ax+', 0o600);
    unlinkSync(path);
    return new OutputFile(descriptor, 0, onLine);
  }

  /**
   * The file that a running process of an earlier router writes to, as its standard output (1) or error (2); see proc(5),
   * `/proc/PID/fd`. What stands before `position` (bytes) was read by that router; `tail`: only the last lines matter, `end`: only what is still to come.
   * @throws the system's error when it is no file of ours any more
   */
  static reopen(
    pid: number,
    output: 1 | 2,
    position: number | 'tail' | 'end',
    onLine: (line: string) => void,
  ): OutputFile {
    const descriptor = openSync(`${PROC}/${pid}/fd/${output}`, constants.O_RDWR | constants.O_APPEND);
    const { size } = fstatSync(descriptor);
    if (position === 'end') return new OutputFile(descriptor, size, onLine);
    if (position === 'tail') return new OutputFile(descriptor, Math.max(0, size - TAIL_BYTES), onLine);
    // A shorter one was truncated since the position was noted.
    return new OutputFile(descriptor, position <= size ? position : 0, onLine);
  }

  /** Up to where it was read, in bytes; what was read of a line that is not whole yet is not counted. */
  get position(): number {
    return this.#lineEnd;
  }

  /** Whether the process can write: a disk may be full. Tried with an empty line, which says nothing to the reader. */
  isWritable(): boolean {
    try {
      return writeSync(this.descriptor, '\n') > 0;
    } catch {
      return false;
    }
  }

  /** Gives the lines that were written since the last call. */
  poll(): void {
    if (this.#closed) return;
    const isAtEnd = this.#read(MAX_READS_PER_POLL);
    // Behind a process that writes faster than anyone could read, what it has written goes unread.
    const isHopeless = !isAtEnd && fstatSync(this.descriptor).size - this.#position > MAX_BACKLOG_BYTES;
    if (isHopeless || (isAtEnd && this.#position >= TRUNCATE_ABOVE_BYTES)) {
      ftruncateSync(this.descriptor, 0);
      this.#position = 0;
      this.#lineEnd = 0;
    }
  }

  /** Lets the file go as it is: the process goes on without us. */
  leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.descriptor);
  }

  /** Gives what is left and lets the file go. The process has ended. */
  close(): void {
    if (this.#closed) return;
    this.#read(Number.POSITIVE_INFINITY);
    this.#lines.flush();
    this.#closed = true;
    closeSync(this.descriptor);
  }

  /** Answers whether the end was reached. */
  #read(maxReads: number): boolean {
    for (let reads = 0; reads < maxReads; reads += 1) {
      const sizeBytes = readSync(this.descriptor, buffer, 0, buffer.length, this.#position);
      if (sizeBytes === 0) return true;
      const chunk = buffer.subarray(0, sizeBytes);
      const lineEnd = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'));
      if (lineEnd !== -1) this.#lineEnd = this.#position + lineEnd + 1;
      this.#position += sizeBytes;
      this.#lines.push(this.#decoder.write(chunk));
    }
    return false;
  }
}

/** Reading is synchronous, so one buffer serves all. */
const buffer = Buffer.allocUnsafe(64 * 1024);
const TAIL_BYTES = 4 * 1024;
const MAX_READS_PER_POLL = 16;
const TRUNCATE_ABOVE_BYTES = 256 * 1024;
const MAX_BACKLOG_BYTES = 32 * 1024 * 1024;
