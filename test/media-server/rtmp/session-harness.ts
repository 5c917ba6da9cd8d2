import { type Logger, pino } from 'pino';
import { Refusals } from '../../../src/media-server/refusals.js';
import { encodeChunks } from '../../../src/media-server/rtmp/chunk-writer.js';
import { IngestGate } from '../../../src/media-server/rtmp/ingest-gate.js';
import { messageType, type RtmpMessage } from '../../../src/media-server/rtmp/message.js';
import { PathRegistry } from '../../../src/media-server/rtmp/path-registry.js';
import { RtmpError } from '../../../src/media-server/rtmp/rtmp-error.js';
import { SendQueue } from '../../../src/media-server/rtmp/send-queue.js';
import { Session } from '../../../src/media-server/rtmp/session.js';
import { clientHandshake, ServerOutput } from './test-client.js';

/** A server without sockets and with a clock of its own. */
export class SessionHarness {
  nowMs = 0;
  changes = 0;
  readonly logLines: Record<string, unknown>[] = [];
  readonly paths = new PathRegistry(() => this.changes++);
  readonly log: Logger = pino(
    { base: {}, level: 'trace' },
    { write: (line) => this.logLines.push(JSON.parse(line) as Record<string, unknown>) },
  );

  readonly gate = new IngestGate(() => this.nowMs);
  readonly refusals = new Refusals(this.log, () => this.nowMs);

  get logMessages(): unknown[] {
    return this.logLines.map((line) => line['msg']);
  }

  open(name = 'client'): FakeClient {
    return new FakeClient(this, name);
  }
}

export class FakeClient {
  readonly output = new ServerOutput();
  readonly sink = new FakeSink((bytes) => this.output.push(bytes));
  readonly session: Session;
  chunkBytes = 128;

  constructor(harness: SessionHarness, name: string) {
    const nowMs = (): number => harness.nowMs;
    const queue = new SendQueue(this.sink, nowMs, () =>
      this.session.fault(new RtmpError('queue-overflow', 'overflow')),
    );
    this.session = new Session({
      queue,
      nowMs,
      paths: harness.paths,
      log: harness.log,
      remoteAddress: name,
      clock: { now: () => 1_000_000 + harness.nowMs },
      gate: harness.gate,
      refusals: harness.refusals,
      visitor: { address: name, isOwnMachine: false },
    });
  }

  handshake(): this {
    this.session.receive(clientHandshake());
    return this;
  }

  send(...messages: RtmpMessage[]): this {
    for (const message of messages) {
      const chunkStreamId = message.type === messageType.command ? 3 : Math.max(2, message.type);
      this.session.receive(encodeChunks(chunkStreamId, message, this.chunkBytes));
      if (message.type === messageType.setChunkSize) this.chunkBytes = message.payload.readUInt32BE(0);
    }
    return this;
  }
}

/** Takes everything at once, or nothing while `blocked`. */
export class FakeSink {
  destroyed = false;
  ended = false;
  blocked = false;
  corks = 0;
  #waiting: (() => void) | undefined;
  readonly #onBytes: (bytes: Buffer) => void;

  constructor(onBytes: (bytes: Buffer) => void = () => undefined) {
    this.#onBytes = onBytes;
  }

  cork(): void {
    this.corks++;
  }

  uncork(): void {
    this.corks--;
  }

  write(bytes: Buffer, onWritten?: () => void): void {
    this.#onBytes(bytes);
    if (onWritten === undefined) return;
    if (this.blocked) this.#waiting = onWritten;
    else queueMicrotask(onWritten);
  }

  unblock(): void {
    this.blocked = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

/** Lets everything that was queued in this turn of the event loop leave. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
