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
  #url: string | null = null;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: TestPictureOptions) {
    this.#options = options;
  }

  /** Where to push from now on; null: nowhere. A picture that is on its way goes on. */
  push(url: string | null): void {
    this.#url = url;
    if (this.#retry === undefined) this.#start();
  }

  /** Reads what the process has written. */
  poll(): void {
    this.#process?.poll();
  }

  #start(): void {
    this.#retry = undefined;
    const { ffmpeg, spawn, log } = this.#options;
    const url = this.#url;
    if (this.#closed || url === null || this.#process !== null) return;
    if (ffmpeg === null) {
      this.#closed = true;
      log.error('there is no test picture: no FFmpeg here has libx264 and aac; name one with --ffmpeg-full');
      return;
    }
    let started: ManagedProcess;
    try {
      started = ManagedProcess.spawn({
        ...spawn,
        role: { kind: 'helper' },
        file: ffmpeg.path,
        arguments: testPictureArguments(url),
        onOutputLine: () => {},
        onErrorLine: (line) => log.warn({ line: redactUrls(line) }, 'test picture says'),
      });
    } catch (error) {
      log.error({ err: error }, 'test picture could not be started');
      this.#startLater(this.#delay.next(0));
      return;
    }
    this.#process = started;
    log.info({ pid: started.pid, url }, 'test picture started');
    void started.ended.then((end) => {
      this.#process = null;
      if (this.#closed) return;
      const delayMs = this.#delay.next(end.endedAtMs - started.startedAtMs);
      const { exitCode, signal } = end;
      log.warn({ pid: started.pid, exitCode, signal, nextTryMs: delayMs }, 'test picture ended');
      this.#startLater(delayMs);
    });
  }

  #startLater(delayMs: number): void {
    this.#retry = setTimeout(() => this.#start(), delayMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#process?.stop();
    await this.#process?.ended;
  }
}

export interface TestPictureOptions {
  /** Null: none can make it. */
  readonly ffmpeg: { readonly path: string } | null;
  readonly spawn: SpawnContext;
  readonly log: Logger;
}
