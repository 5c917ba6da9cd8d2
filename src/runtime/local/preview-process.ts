import { rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { steadyNow } from '../../util/clock.js';
import { ManagedProcess, type ManagedProcessEnd } from './managed-process.js';
import { RestartDelay } from './restart-delay.js';
import { relayServerLog } from './server-log.js';
import type { SpawnContext } from './spawn-context.js';

/**
 * The program that makes pictures of streams: started by the first request, and ended when none came for a while. It ends with the
 * router, however that ends, and no other router goes on with it.
 */
export class PreviewProcess {
  readonly #options: PreviewProcessOptions;
  readonly #delay = new RestartDelay();
  #process: ManagedProcess | null = null;
  #notBeforeMs = 0;
  #openRequests = 0;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: PreviewProcessOptions) {
    this.#options = options;
  }

  /** Reads what the process has written. */
  poll(): void {
    this.#process?.poll();
  }

  /**
   * Resolves with what it answers, of which only the head has come; `signal` ends it. Rejects with {@link PreviewUnavailable} when
   * it gives no answer.
   */
  async ask(asked: PreviewRequest): Promise<IncomingMessage> {
    this.#openRequests += 1;
    clearTimeout(this.#idle);
    const done = (): void => this.#done();
    try {
      const response = await this.#connect(asked);
      response.once('close', done);
      return response;
    } catch (error) {
      done();
      throw error;
    }
  }

  /** Ends the process and resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    this.#process?.stop();
    await this.#process?.ended;
  }

  #done(): void {
    this.#openRequests -= 1;
    if (this.#openRequests > 0 || this.#isClosed) return;
    this.#idle = setTimeout(() => this.#letGo('nobody looks any more'), IDLE_MS);
  }

  /** It opens its socket some time after it has started. */
  async #connect(asked: PreviewRequest): Promise<IncomingMessage> {
    const started = this.#process ?? this.#spawn();
    const deadlineMs = steadyNow() + START_MS;
    for (;;) {
      try {
        return await send(this.#options.socketPath, asked);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const isStarting = code === 'ENOENT' || code === 'ECONNREFUSED';
        if (asked.signal.aborted) throw new PreviewUnavailable('Nobody waits for the picture any more.');
        if (error instanceof SilentError) this.#letGo('it does not answer', started);
        if (!isStarting || this.#process !== started || steadyNow() > deadlineMs)
          throw new PreviewUnavailable('The program for pictures gave no answer.', { cause: error });
        await delay(RETRY_MS);
      }
    }
  }

  #spawn(): ManagedProcess {
    const { script, socketPath, spawn, log } = this.#options;
    if (this.#isClosed) throw new PreviewUnavailable('The router is about to end.');
    if (steadyNow() < this.#notBeforeMs)
      throw new PreviewUnavailable('The program for pictures ended, and is started again in a moment.');
    const onLine = relayServerLog(log, 'preview');
    let started: ManagedProcess;
    try {
      // Of one that is about to end, maybe, and would take the request with it.
      rmSync(socketPath, { force: true });
      started = ManagedProcess.spawn({
        ...spawn,
        role: { kind: 'helper' },
        file: process.execPath,
        arguments: [script, '--socket', socketPath],
        endsWithRouter: true,
        onOutputLine: onLine,
        onErrorLine: onLine,
      });
    } catch (error) {
      log.error({ err: error }, 'the program for pictures could not be started');
      this.#notBeforeMs = steadyNow() + this.#delay.next(0);
      throw new PreviewUnavailable('The program for pictures could not be started.', { cause: error });
    }
    log.debug({ pid: started.pid }, 'the program for pictures started');
    this.#process = started;
    void started.ended.then((end) => this.#onEnd(started, end));
    return started;
  }

  #letGo(reason: string, which = this.#process): void {
    if (which === null || this.#process !== which) return;
    this.#process = null;
    this.#options.log.debug({ pid: which.pid, reason }, 'the program for pictures is ended');
    which.stop();
  }

  #onEnd(ended: ManagedProcess, { exitCode, signal, endedAtMs }: ManagedProcessEnd): void {
    if (this.#process !== ended || this.#isClosed) return;
    this.#process = null;
    const nextTryMs = this.#delay.next(endedAtMs - ended.startedAtMs);
    this.#notBeforeMs = endedAtMs + nextTryMs;
    this.#options.log.error(
      { pid: ended.pid, exitCode, signal, nextTryMs },
      'the program for pictures ended; streams are not concerned',
    );
  }
}

export interface PreviewProcessOptions {
  /** Absolute path of the program's main script. */
  readonly script: string;
  readonly socketPath: string;
  readonly spawn: SpawnContext;
  readonly log: Logger;
}

export interface PreviewRequest {
  /** `/still.mp4` or `/live.mp4`, with its query. */
  readonly path: string;
  /** Where the stream can be read. May hold credentials. */
  readonly streamUrl: string;
  /** RFC 9110 13.1.2 */
  readonly ifNoneMatch: string | null;
  /** Whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** There are no pictures at the moment, whatever the stream. */
export class PreviewUnavailable extends Error {
  override readonly name = 'PreviewUnavailable';
}

/** Within its own bounds it answers always; who does not hangs. */
class SilentError extends Error {}

function send(
  socketPath: string,
  { path, streamUrl, ifNoneMatch, signal }: PreviewRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Stream-Url': encodeURIComponent(streamUrl),
      ...(ifNoneMatch === null ? {} : { 'If-None-Match': ifNoneMatch }),
    };
    const sent = request({ socketPath, path, headers, signal, agent: false });
    const deadline = setTimeout(() => sent.destroy(new SilentError()), ANSWER_MS);
    sent.on('response', (response) => {
      clearTimeout(deadline);
      resolve(response);
    });
    sent.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    sent.end();
  });
}

const IDLE_MS = 30_000;
const START_MS = 10_000;
const RETRY_MS = 20;
/** More than it may wait for a turn and a key frame. */
const ANSWER_MS = 40_000;
