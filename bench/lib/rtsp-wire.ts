/**
 * Cuts what comes over one RTSP connection (RFC 2326) into messages and interleaved packets (10.12), in either direction. What it
 * hands on is only valid during the call.
 */
export class RtspWire {
  readonly #handler: RtspWireHandler;
  #pending: Buffer = Buffer.alloc(0);

  constructor(handler: RtspWireHandler) {
    this.#handler = handler;
  }

  /** `chunk` may be overwritten afterwards. */
  push(chunk: Buffer): void {
    const data = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let used = 0;
    for (let size = this.#takeOne(data); size > 0; size = this.#takeOne(data.subarray(used))) used += size;
    this.#pending = Buffer.from(data.subarray(used));
  }

  /** Answers how long the packet or message is that the data begins with; 0 when it is not there in full. */
  #takeOne(data: Buffer): number {
    if (data.length < 4) return 0;
    // "$", channel, two bytes of length
    if (data[0] !== 0x24) return this.#takeMessage(data);
    const size = 4 + data.readUInt16BE(2);
    if (data.length < size) return 0;
    this.#handler.onPacket(data[1] ?? 0, data.subarray(4, size));
    return size;
  }

  #takeMessage(data: Buffer): number {
    const headEnd = data.indexOf('\r\n\r\n');
    if (headEnd === -1) return 0;
    const [startLine = '', ...lines] = data.toString('utf8', 0, headEnd).split('\r\n');
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const bodyStart = headEnd + 4;
    const bodyEnd = bodyStart + Number(headers.get('content-length') ?? 0);
    if (data.length < bodyEnd) return 0;
    this.#handler.onMessage?.({ startLine, headers, body: data.toString('utf8', bodyStart, bodyEnd) });
    return bodyEnd;
  }
}

export interface RtspWireHandler {
  onMessage?(message: RtspMessage): void;
  onPacket(channel: number, packet: Buffer): void;
}

export interface RtspMessage {
  readonly startLine: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}
