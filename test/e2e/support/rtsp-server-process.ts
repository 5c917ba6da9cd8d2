import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ControlClient } from '../../../src/runtime/local/control-client.js';
import { waitFor } from './wait-for.js';

const SCRIPT = fileURLToPath(new URL('../../../dist/media-server/rtsp/main.js', import.meta.url));

/** A real RTSP server of its own, which no router supervises: it can be killed and started again at the same port. */
export class RtspServerProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-rtsp-'));
  #process: ReturnType<typeof spawn> | undefined;
  #control: ControlClient | undefined;
  #port = 0;

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const socketPath = join(this.#folder, 'rtsp.sock');
    let isListening = false;
    this.#process = spawn(socketPath);
    const control = new ControlClient(socketPath, (event) => {
      if (event.type === 'hello')
        control.send({ type: 'listen', id: 1, host: '127.0.0.1', port: this.#port });
      if (event.type !== 'listening') return;
      this.#port = event.port;
      isListening = true;
    });
    this.#control = control;
    await waitFor('the RTSP server to listen', () => isListening || undefined);
  }

  /** Without a path; the same after each start. */
  get url(): string {
    return `rtsp://127.0.0.1:${this.#port}`;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    this.#control?.close();
    this.#process?.kill('SIGKILL');
    await this.#process;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function spawn(socketPath: string) {
  return execa(process.execPath, [SCRIPT, '--control', socketPath], { reject: false, buffer: false });
}
