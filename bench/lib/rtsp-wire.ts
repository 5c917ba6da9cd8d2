/**
 * Cuts what comes over one RTSP connection (RFC 2326) into messages and interleaved packets (10.12), in either direction. It costs as
 * little as can be: with many readers in one process, what it costs is part of what they measure.
 */
export class RtspWire {
  readonly #handler: RtspWireHandler;
  #pending: Buffer | null = null;

  constructor(handler: RtspWireHandler) {
    this.#handler = handler;
  }

  /** `chunk` may be overwritten afterwards. */
  push(chunk: Buffer): void {
    const data = this.#pending === null ? chunk : Buffer.concat([this.#pending, chunk]);
    let used = 0;
    for (let end = this.#takeOne(data, 0); end > used; end = this.#takeOne(data, used)) used = end;
    this.#pending = used === data.length ? null : Buffer.from(data.subarray(used));
  }

  /** Answers where the packet or message ends that begins at `start`; `start` when it is not there in full. */
  #takeOne(data: Buffer, start: number): number {
    if (data.length < start + 4) return start;
    // "$", channel, two bytes of length
    if (data[start] !== 0x24) return this.#takeMessage(data, start);
    const end = start + 4 + (((data[start + 2] ?? 0) << 8) | (data[start + 3] ?? 0));
    if (data.length < end) return start;
    this.#handler.onPacket(data[start + 1] ?? 0, data, start + 4, end);
    return end;
  }

  #takeMessage(data: Buffer, start: number): number {
    const headEnd = data.indexOf('\r\n\r\n', start);
    if (headEnd === -1) return start;
    const [startLine = '', ...lines] = data.toString('utf8', start, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const bodyStart = headEnd + 4;
    const bodyEnd = bodyStart + Number(headers.get('content-length') ?? 0);
    if (data.length < bodyEnd) return start;
    this.#handler.onMessage?.({ startLine, headers, body: data.toString('utf8', bodyStart, bodyEnd) });
    return bodyEnd;
  }
}

export interface RtspWireHandler {
  onMessage?(message: RtspMessage): void;
  readonly onPacket: OnPacket;
}

/** The packet is in `data` from `start` to `end`, and there during the call only. */
export type OnPacket = (channel: number, data: Buffer, start: number, end: number) => void;

export interface RtspMessage {
  readonly startLine: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}
