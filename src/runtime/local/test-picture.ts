import type { Logger } from 'pino';
import { testPictureArguments } from '../../ffmpeg/test-picture-arguments.js';
import { redactUrls } from '../../util/redact.js';
import { ManagedProcess } from './managed-process.js';
import { RestartDelay } from './restart-delay.js';
import type { SpawnContext } from './spawn-context.js';

/** A stand-in for a camera: an FFmpeg that pushes a test picture, and is started again when it ends. */
export class TestPicture {
  readonly #options: TestPictureOptions;
  readonly #delay = new RestartDelay();
  #process: ManagedProcess | null = null;
  #notBeforeMs = 0;
  #closed = false;

  constructor(options: TestPictureOptions) {
    this.#options = options;
  }

  /** Pushes to `url` if it doesn't yet; null: there is nowhere to push now. */
  push(url: string | null): void {
    const nowMs = Date.now();
    if (this.#closed || url === null || this.#process !== null || nowMs < this.#notBeforeMs) return;
    const { ffmpeg, spawn, log } = this.#options;
    const started = new ManagedProcess({
      ...spawn,
      file: ffmpeg.path,
      arguments: testPictureArguments(url),
      onOutputLine: () => {},
      onErrorLine: (line) => log.warn({ line: redactUrls(line) }, 'test picture says'),
    });
    this.#process = started;
    log.info({ pid: started.pid, url }, 'test picture started');
    void started.ended.then((end) => {
      this.#process = null;
      if (this.#closed) return;
      const delayMs = this.#delay.next(end.endedAtMs - started.startedAtMs);
      this.#notBeforeMs = end.endedAtMs + delayMs;
      log.warn(
        { pid: started.pid, exitCode: end.exitCode, signal: end.signal, nextTryMs: delayMs },
        'test picture ended',
      );
    });
  }

  poll(): void {
    this.#process?.poll();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#process?.stop();
    await this.#process?.ended;
  }
}

export interface TestPictureOptions {
  readonly ffmpeg: { readonly path: string };
  readonly spawn: SpawnContext;
  readonly log: Logger;
}
