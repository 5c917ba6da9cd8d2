import { ProtocolError } from './errors.js';
import { limits } from './limits.js';

/**
 * Cuts one TCP stream into messages and runs of interleaved frames, incrementally. What `onFrames` gets is a view
 * of the pushed chunk wherever possible: all the complete frames that stand together in it, `$` headers included.
 */
export class MessageReader<StartLine> {
  readonly #readStartLine: (line: string) => StartLine;
  readonly #handler: MessageHandler<StartLine>;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** No message can be complete before this many bytes are there. */
  #wantedBytes = 1;
  #paused = false;

  /** @param readStartLine of the messages that are expected; throws {@link ProtocolError} for what is none */
  constructor(readStartLine: (line: string) => StartLine, handler: MessageHandler<StartLine>) {
    this.#readStartLine = readStartLine;
    this.#handler = handler;
  }

  /** Bytes held back because their message isn't complete. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Throws {@link ProtocolError} for what is no RTSP; nothing may be pushed after that. */
  push(chunk: Buffer): void {
    if (this.#pendingBytes === 0 && !this.#paused) {
      this.#parse(chunk);
      return;
    }
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#paused || this.#pendingBytes < this.#wantedBytes) {
      // A peer that sends single bytes must not make us hold an object for each of them.
      if (this.#pending.length > 64) this.#pending = [Buffer.concat(this.#pending)];
      return;
    }
    this.#parse(this.#takePending());
  }

  /** Holds back everything after the message that is being handled, until {@link resume}. */
  pause(): void {
    this.#paused = true;
  }

  /** Throws as {@link push} does. */
  resume(): void {
    this.#paused = false;
    if (this.#pendingBytes > 0) this.#parse(this.#takePending());
  }

  #takePending(): Buffer {
    const [first] = this.#pending;
    const data = first !== undefined && this.#pending.length === 1 ? first : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    return data;
  }

  #parse(data: Buffer): void {
    let offset = 0;
    while (offset < data.length && !this.#paused) {
      const next = data[offset] === DOLLAR ? this.#frames(data, offset) : this.#message(data, offset);
      if (next === offset) break;
      offset = next;
      this.#wantedBytes = 1;
    }
    if (offset === data.length) return;
    this.#pending = [offset === 0 ? data : data.subarray(offset)];
    this.#pendingBytes = data.length - offset;
  }

  /** RFC 2326 10.12: "$", one byte channel, two bytes length, and as many bytes. */
  #frames(data: Buffer, start: number): number {
    let end = start;
    while (end + 4 <= data.length && data[end] === DOLLAR) {
      const next = end + 4 + data.readUInt16BE(end + 2);
      if (next > data.length) break;
      end = next;
    }
    if (end === start) {
      this.#wantedBytes = start + 4 > data.length ? 4 : 4 + data.readUInt16BE(start + 2);
      return start;
    }
    this.#handler.onFrames(start === 0 && end === data.length ? data : data.subarray(start, end));
    return end;
  }

  #message(data: Buffer, start: number): number {
    // RFC 2326 9.1 with RFC 2068 4.1: empty lines before a request line are to be ignored.
    if (data[start] === CR || data[start] === LF) return start + 1;
    // Checked as soon as the line is whole: whoever speaks another protocol is told at once.
    const head = readHead(data, start, this.#readStartLine);
    if (head === undefined) {
      this.#wantedBytes = data.length - start + 1;
      return start;
    }
    const headers = parseHeaders(head.lines);
    const bodySize = contentLength(headers.get('content-length'));
    const end = head.end + bodySize;
    if (end > data.length) {
      this.#wantedBytes = end - start;
      return start;
    }
    const startLine = this.#readStartLine(head.lines[0] ?? '');
    this.#handler.onMessage({ ...startLine, headers, body: data.toString('utf8', head.end, end) });
    return end;
  }
}

export interface MessageHandler<StartLine> {
  onMessage(message: RtspMessage<StartLine>): void;
  /** `data` holds whole interleaved frames only, one after the other; it is not changed afterwards. */
  onFrames(data: Buffer): void;
}

export type RtspMessage<StartLine> = StartLine & {
  /** Names in lower case; values of a repeated one are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type RtspRequest = RtspMessage<RequestLine>;

export interface RequestLine {
  readonly method: string;
  /** As sent. */
  readonly url: string;
}

const DOLLAR = 0x24;
const CR = 0x0d;
const LF = 0x0a;

/** The lines up to the empty one, or undefined when that isn't there yet. */
function readHead(
  data: Buffer,
  start: number,
  checkStartLine: (line: string) => unknown,
): { lines: string[]; end: number } | undefined {
  const lines: string[] = [];
  let lineStart = start;
  for (;;) {
    const lineEnd = data.indexOf(LF, lineStart);
    const stop = lineEnd === -1 ? data.length : lineEnd + 1;
    if (stop - lineStart > limits.lineBytes) {
      throw lines.length === 0
        ? new ProtocolError('RTSP_LINE_TOO_LONG', 414, 'request line too long')
        : new ProtocolError('RTSP_LINE_TOO_LONG', 400, 'header line too long');
    }
    if (stop - start > limits.headerBytes) {
      throw new ProtocolError('RTSP_HEADER_TOO_LONG', 400, 'header too long');
    }
    if (lines.length === 1) checkStartLine(lines[0] ?? '');
    if (lineEnd === -1) return undefined;
    // RFC 2326 4: a receiver also takes a lone LF as the end of a line.
    const textEnd = lineEnd > lineStart && data[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (textEnd === lineStart) return { lines, end: stop };
    if (lines.length > limits.headerCount) {
      throw new ProtocolError('RTSP_TOO_MANY_HEADERS', 400, 'too many header lines');
    }
    lines.push(data.toString('utf8', lineStart, textEnd));
    lineStart = stop;
  }
}

function parseHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines.slice(1)) {
    // RFC 2326 15.1 with RFC 2068 4.2: a line that begins with a blank goes on with the one before it.
    const folded = last !== undefined && /^[ \t]/.test(line) ? last : undefined;
    if (folded !== undefined) {
      headers.set(folded, `${headers.get(folded) ?? ''} ${line.trim()}`);
      continue;
    }
    const match = /^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(?<value>.*)$/s.exec(line);
    const name = match?.groups?.['name']?.toLowerCase();
    const value = match?.groups?.['value']?.trim();
    if (name === undefined || value === undefined) {
      throw new ProtocolError('RTSP_HEADER_LINE', 400, 'a header line is no header');
    }
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
    last = name;
  }
  return headers;
}

/** RFC 2326 6.1: Method SP Request-URI SP RTSP-Version. Throws {@link ProtocolError}. */
export function requestLine(line: string): RequestLine {
  const match = /^(?<method>[A-Za-z_-]{1,32}) (?<url>[^ ]+) RTSP\/(?<version>\d{1,3}\.\d{1,3})$/.exec(line);
  const { method, url, version } = match?.groups ?? {};
  if (method === undefined || url === undefined) {
    throw new ProtocolError('RTSP_REQUEST_LINE', 400, 'the request line is none of RTSP');
  }
  if (version !== '1.0') throw new ProtocolError('RTSP_VERSION', 505, 'RTSP version is not 1.0');
  return { method, url };
}

function contentLength(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,15}$/.test(text))
    throw new ProtocolError('RTSP_CONTENT_LENGTH', 400, 'Content-Length is no number');
  const size = Number(text);
  if (size > limits.bodyBytes) throw new ProtocolError('RTSP_BODY_TOO_LONG', 413, 'body too long');
  return size;
}
