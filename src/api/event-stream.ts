import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from './api-problem.js';

/**
 * One reader of server-sent events (HTML Living Standard, 9.2). It is spoken to every ten seconds, so that both sides notice when
 * the other is gone; one that takes nothing for {@link PATIENCE_MS} is let go.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #ping: NodeJS.Timeout;
  readonly #onClose: (() => void)[] = [];
  readonly #onReady: (() => void)[] = [];
  #behindSinceMs: number | null = null;

  /** Takes the reply over. @throws ApiProblem when there are too many readers */
  constructor(request: FastifyRequest, reply: FastifyReply) {
    if (open.size >= MAX_READERS)
      throw new ApiProblem(503, 'Too many readers of events are connected.', { code: 'busy' });
    reply.hijack();
    this.#response = reply.raw;
    open.add(this);
    this.#response.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // nginx would gather them.
      'x-accel-buffering': 'no',
    });
    this.#ping = setInterval(() => this.#keepAlive(request), PING_EVERY_MS);
    this.#response.on('drain', () => this.#drained());
    request.raw.socket.setNoDelay(true);
    this.#response.on('close', () => this.#closed());
  }

  /** What was sent has not gone out yet: whoever has news gathers it until {@link onReady}. */
  get isBehind(): boolean {
    return this.#response.writableNeedDrain;
  }

  /** @param data in one line */
  send(event: string, data: string, id: string | null = null): void {
    this.#write(`event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`);
  }

  /** It is no longer behind. */
  onReady(listener: () => void): void {
    this.#onReady.push(listener);
  }

  onClose(listener: () => void): void {
    this.#onClose.push(listener);
  }

  #keepAlive({ isStillAllowed }: FastifyRequest): void {
    if (!isStillAllowed()) this.#response.destroy();
    else if (this.#behindSinceMs !== null && performance.now() - this.#behindSinceMs > PATIENCE_MS)
      this.#response.destroy();
    else if (!this.isBehind) this.#write(': ping\n\n');
  }

  #write(text: string): void {
    if (!this.#response.write(text)) this.#behindSinceMs ??= performance.now();
  }

  #drained(): void {
    this.#behindSinceMs = null;
    for (const listener of this.#onReady) listener();
  }

  #closed(): void {
    clearInterval(this.#ping);
    open.delete(this);
    for (const listener of this.#onClose) listener();
  }
}

const open = new Set<EventStream>();
const MAX_READERS = 256;
const PING_EVERY_MS = 10_000;
const PATIENCE_MS = 30_000;
