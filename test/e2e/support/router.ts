import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { fetchRouterStatus } from '../../../src/api/client.js';
import type { RouterStatus } from '../../../src/status/router-status.js';
import type { StreamStatus } from '../../../src/status/stream-status.js';
import { waitFor } from './wait-for.js';

export const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** Ports that the system chooses, so that tests harm nobody. */
export const FREE_PORTS = 'version: 1\nlisten: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }\n';

/** A real router as a process, with a folder of its own. */
export class TestRouter {
  readonly folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  readonly config = join(this.folder, 'streams.yaml');
  readonly stateDir = join(this.folder, 'state');
  process: Command | undefined;
  #log = '';
  #wasKilled = false;
  /** Address of the ingest path that the test pushes to, where it wants to find its readers. */
  ingest = 'rtmp://';
  /** What its commands have in their environment besides what the test has. */
  environment: Readonly<Record<string, string>> = {};

  constructor(text: string) {
    this.write(text);
  }

  write(text: string): void {
    writeFileSync(this.config, text);
  }

  /** Starts it; resolves when it listens. */
  async start(...options: readonly string[]): Promise<RouterStatus> {
    this.launch(...options);
    return this.until(({ listeners: { rtsp, rtmp, http, ...overTls } }) => {
      const areOpen = [rtsp, rtmp, http].every(({ phase }) => phase === 'open');
      // Off where the file does not name them.
      return areOpen && Object.values(overTls).every(({ phase }) => phase === 'open' || phase === 'off');
    });
  }

  /** Starts it without waiting for anything. */
  launch(...options: readonly string[]): void {
    this.process = this.command('run', ...options);
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
  }

  /** What it has logged so far with this message, or all. */
  log(message?: string): LogEntry[] {
    const lines = this.#log.slice(0, this.#log.lastIndexOf('\n') + 1).split('\n');
    const entries = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogEntry);
    return message === undefined ? entries : entries.filter(({ msg }) => msg === message);
  }

  /** A command of the program for this router's configuration. */
  command(name: string, ...options: readonly string[]): Command {
    const args = [MAIN, name, '--config', this.config, '--state-dir', this.stateDir, ...options];
    return spawn(args, this.environment);
  }

  async status(): Promise<RouterStatus | null> {
    return fetchRouterStatus({ socketPath: join(this.stateDir, 'router.sock') });
  }

  /** Resolves with the first status for which `holds`. */
  async until(holds: (status: RouterStatus) => boolean, withinMs?: number): Promise<RouterStatus> {
    return waitFor(
      'the router to reach a state',
      async () => {
        const status = await this.status();
        return status !== null && holds(status) ? status : undefined;
      },
      withinMs,
      async () => JSON.stringify(await this.status(), null, 1),
    );
  }

  /** Resolves with the stream when it is in this phase. */
  async untilStream(name: string, phase: StreamStatus['phase']): Promise<StreamStatus> {
    const status = await this.until(({ streams }) =>
      streams.some((stream) => stream.name === name && stream.phase === phase),
    );
    const stream = status.streams.find((candidate) => candidate.name === name);
    if (stream === undefined) throw new Error(`no stream ${name}`);
    return stream;
  }

  /** Sends a signal and resolves with how the router ended. */
  async stop(
    signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM',
  ): Promise<{ exitCode: number | undefined; output: string }> {
    this.process?.kill(signal);
    const ended = await this.process;
    return { exitCode: ended?.exitCode, output: ended?.all ?? '' };
  }

  /** Ends the router alone, without a chance to tidy up. */
  async kill(): Promise<void> {
    this.#wasKilled = true;
    this.process?.kill('SIGKILL');
    await this.process;
  }

  /** Ends whatever is left, for `afterEach`. */
  async dispose(): Promise<void> {
    await this.stop();
    if (this.#wasKilled) await this.command('down');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface LogEntry {
  readonly msg: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly stream?: string;
  readonly reason?: string;
}

function spawn(args: readonly string[], env: Readonly<Record<string, string>>) {
  return execa(process.execPath, args, { reject: false, all: true, env });
}

export type Command = ReturnType<typeof spawn>;
