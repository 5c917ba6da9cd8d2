import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { copyTree } from './installed-package.js';
import { childrenOf } from './processes.js';
import { MAIN } from './router.js';
import { unpackedPackages } from './unpacked-packages.js';
import { waitFor } from './wait-for.js';

/**
 * The machine of somebody who follows the documentation: a clone of the repository, the command on PATH, a home of its own, all ports
 * free, and the example hosts of the pages lead to it. Namespaces of network, processes and mounts; they end with all that runs in them.
 */
export class ReaderMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-reader-'));
  readonly clone = join(this.#folder, 'kazstreamlink');
  readonly #anchor;
  #init = 0;

  constructor() {
    copyTree(this.clone);
    const [home, bin] = [join(this.#folder, 'home'), join(this.#folder, 'bin')];
    for (const folder of [home, bin]) mkdirSync(folder);
    // An answer that tells of a failure is one.
    writeFileSync(join(home, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n');
    for (const [name, command] of Object.entries(COMMANDS)) {
      const words = command.map((word) => `'${word}'`).join(' ');
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    }
    const hosts = ['localhost', ...EXAMPLE_HOSTS].join(' ');
    writeFileSync(join(this.#folder, 'hosts'), `127.0.0.1 ${hosts}\n`);
    this.#anchor = execa(
      'unshare',
      [...NAMESPACES, 'sh', '-euc', ARRANGE, 'sh', join(this.#folder, 'hosts')],
      {
        reject: false,
        all: true,
      },
    );
  }

  /** Resolves when it is there. */
  async ready(): Promise<void> {
    const ended = this.#anchor.then(({ all }) => Promise.reject(new Error(all)));
    const ready = waitFor('the machine', () =>
      this.#anchor.pid ? childrenOf(this.#anchor.pid)[0] : undefined,
    );
    this.#init = await Promise.race([ready, ended]);
    await Promise.race([
      waitFor(
        'its network',
        async () => (await this.run('ip -o route get 127.0.0.1')).exitCode === 0 || undefined,
      ),
      ended,
    ]);
  }

  /** Runs what somebody types in the clone. */
  run(command: string) {
    const inside = ['--target', String(this.#init), '--mount', '--net', '--pid'];
    const env = {
      HOME: join(this.#folder, 'home'),
      STATE_DIR: join(this.#folder, 'state'),
      PATH: `${join(this.#folder, 'bin')}:${process.env['PATH']}`,
      // Players without a screen.
      SDL_VIDEODRIVER: 'dummy',
      SDL_AUDIODRIVER: 'dummy',
      LANG: 'C.UTF-8',
    };
    const shell = ['sh', '-euc', command];
    return execa('nsenter', [...inside, `--wd=${this.clone}`, ...shell], {
      reject: false,
      all: true,
      stdin: 'ignore',
      env,
      extendEnv: false,
    });
  }

  async dispose(): Promise<void> {
    this.#anchor.kill('SIGKILL');
    await this.#anchor;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether this user may make one. */
export function mayRead(): boolean {
  return spawnSync('unshare', [...NAMESPACES, 'true'], { stdio: 'ignore' }).status === 0;
}

/** What of this machine's and the set-up's programs is not there, of those that pages may use. */
export function missingPrograms(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS.filter(
    (name) => !(name in COMMANDS) && !folders.some((folder) => isExecutable(join(folder, name))),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not in this folder
  }
}

const PROGRAMS = ['kustomize', 'gst-launch-1.0', 'curl', 'jq', 'openssl', 'ffplay'];

const kustomize = unpackedPackages('deploy-tools')?.command('usr/bin/kustomize');

/** On PATH besides what this machine has. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  kazstreamlink: [process.execPath, MAIN],
  ...(kustomize === undefined ? {} : { kustomize }),
};

/** Names that the pages use for other machines. */
const EXAMPLE_HOSTS = ['cam.example', 'backup.example', 'router.example'];

const NAMESPACES = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  ...['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'],
];

const ARRANGE = `
mount --bind "$1" /etc/hosts
ip link set lo up
exec sleep infinity
`;
