import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { fetchRouterStatus } from '../../../src/api/client.js';
import type { RouterStatus } from '../../../src/status/router-status.js';
import { type Command, TestRouter } from './router.js';
import { NAMESPACE } from './router-at.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** A router whose state folder is a small disk of its own, which vanishes with it. */
export class RouterOnSmallDisk extends TestRouter {
  /** A process that the next router shares the disk with; null: it gets a new one. */
  beside: number | null = null;

  override command(name: string, ...options: readonly string[]): Command {
    if (name !== 'run') return super.command(name, ...options);
    mkdirSync(this.stateDir, { recursive: true });
    const args = [MAIN, name, '--config', this.config, '--state-dir', this.stateDir, ...options];
    const how = { reject: false, all: true } as const;
    const program = [process.execPath, ...args];
    const command =
      this.beside === null
        ? execa('unshare', [...NAMESPACE, 'sh', '-c', MOUNT_THEN_EXEC, 'sh', this.stateDir, ...program], how)
        : execa('nsenter', ['--target', String(this.beside), ...ENTER, ...program], how);
    return command as Command;
  }

  override async status(): Promise<RouterStatus | null> {
    return fetchRouterStatus({ socketPath: this.#path('router.sock') });
  }

  fill(): void {
    for (let part = 0; part < 1_000; part += 1) {
      try {
        writeFileSync(this.#path('fill'), Buffer.alloc(4_096), { flag: 'a' });
      } catch {
        return; // it is full
      }
    }
    throw new Error('the disk does not become full');
  }

  empty(): void {
    rmSync(this.#path('fill'));
  }

  /** As seen from outside. */
  #path(name: string): string {
    return `/proc/${this.process?.pid}/root${this.stateDir}/${name}`;
  }
}

/** Who is not root became so in a user namespace. */
const ENTER = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--preserve-credentials', '--mount'];

const MOUNT_THEN_EXEC = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';
