import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync, type ResultPromise } from 'execa';
import type { RouterStatus } from '../../../src/status/router-status.js';
import { waitFor } from '../../e2e/support/wait-for.js';

/**
 * A container of an image as an engine runs it with `--read-only --cap-drop ALL --security-opt no-new-privileges --network none`: its
 * root file system, user, environment and command, in namespaces of its own. Whoever tests it comes in by `nsenter`.
 */
export class Container {
  readonly image: ImageConfig;
  /** The root file system, as seen from outside. */
  readonly root: string;
  readonly state = mkdtempSync(join(tmpdir(), 'kazstreamlink-state-'));
  readonly #name: string;
  readonly #configFolder: string;
  #process: ResultPromise<typeof OPTIONS> | undefined;
  #pid = 0;

  /** @param configFolder what stands at /config */
  constructor(target: 'slim' | 'full', configFolder: string) {
    this.#configFolder = configFolder;
    this.#name = buildah('from', '--pull-never', `localhost/kazstreamlink:${target}`);
    this.root = buildah('mount', this.#name);
    const told = JSON.parse(buildah('inspect', this.#name)) as { Docker: { config: ImageConfig } };
    this.image = told.Docker.config;
    chownSync(this.state, this.#user[0], this.#user[1]);
  }

  /** Resolves when its first process runs. */
  async start(): Promise<void> {
    const { Entrypoint: entrypoint, Cmd: command } = this.image;
    const mounts = [this.root, this.#configFolder, this.state];
    const arguments_ = [
      ...NAMESPACES,
      'sh',
      '-c',
      ENTER,
      'sh',
      ...mounts,
      ...this.#asUser(...entrypoint, ...command),
    ];
    this.#process = execa('unshare', arguments_, OPTIONS);
    const { pid } = this.#process;
    this.#pid = await waitFor('the container to start', () => {
      const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() || Number.NaN);
      return isProgram(child, entrypoint[0] ?? '') ? child : undefined;
    });
  }

  /** Its first process, as seen from outside. */
  get pid(): number {
    return this.#pid;
  }

  /** What to put before a command that is to run in its network, with the programs of this machine. */
  get network(): readonly string[] {
    return ['nsenter', '--target', String(this.#pid), '--net'];
  }

  /** Runs a command in it, as its user. */
  async exec(...command: readonly string[]): Promise<{ exitCode: number | undefined; all: string }> {
    const enter = ['--target', String(this.#pid), '--mount', '--net', '--pid', '--root', '--wd=/'];
    const { exitCode, all } = await execa('nsenter', [...enter, '--', ...this.#asUser(...command)], OPTIONS);
    return { exitCode, all };
  }

  /** Its health check, as an engine would run it. */
  async health(): Promise<number | undefined> {
    const [kind, ...command] = this.image.Healthcheck.Test;
    if (kind !== 'CMD') throw new Error(`a health check of another kind: ${kind}`);
    return (await this.exec(...command)).exitCode;
  }

  async until(holds: (status: RouterStatus) => boolean): Promise<RouterStatus> {
    let last = '';
    return waitFor(
      'the router in the container to reach a state',
      async () => {
        last = (await this.exec('kazstreamlink', 'status', '--format', 'json')).all;
        if (!last.startsWith('{')) return undefined;
        const status = JSON.parse(last) as RouterStatus;
        return holds(status) ? status : undefined;
      },
      undefined,
      () => `${last}\n`,
    );
  }

  /** Sends the signal that the image names; resolves with how its first process ended and what it said. */
  async stop(): Promise<{ exitCode: number | undefined; all: string }> {
    process.kill(this.#pid, this.image.StopSignal);
    const { exitCode, all } = (await this.#process) ?? { exitCode: undefined, all: '' };
    this.#process = undefined;
    return { exitCode, all };
  }

  async dispose(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process;
    buildah('rm', this.#name);
    rmSync(this.state, { recursive: true, force: true });
  }

  get #user(): [user: number, group: number] {
    const [user = Number.NaN, group = Number.NaN] = this.image.User.split(':').map(Number);
    return [user, group];
  }

  #asUser(...command: readonly string[]): string[] {
    const [user, group] = this.#user;
    return [
      ...['setpriv', '--reuid', String(user), '--regid', String(group), '--clear-groups'],
      ...['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
      ...['env', '--ignore-environment', `--chdir=${this.image.WorkingDir}`, ...this.image.Env, ...command],
    ];
  }
}

/** What the image says of itself; the names are those of Docker's image specification 1.3. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: NodeJS.Signals;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** Runs buildah as "npm run test:image" does, and answers what it printed. */
export function buildah(...args: readonly string[]): string {
  const [program = '', ...storage] = JSON.parse(process.env['KAZSTREAMLINK_BUILDAH'] ?? '[]') as string[];
  if (program === '') throw new Error('there is no image: run "npm run test:image"');
  return execaSync(program, [...storage, ...args], { stdin: 'ignore' }).stdout;
}

/** Whether the process has become this program already. */
function isProgram(pid: number, name: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name;
  } catch {
    return false; // there is none yet
  }
}

const OPTIONS = { reject: false, stdin: 'ignore', all: true } as const;
const NAMESPACES = ['--mount', '--pid', '--ipc', '--uts', '--net', '--fork', '--kill-child'];
/** Arguments: the root, what is mounted at /config and at /state, and a command. There is not even a /tmp that could be written. */
const ENTER = `set -e
root=$1 config=$2 state=$3
shift 3
ip link set lo up
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$config" "$root/config"
mount --bind "$state" "$root/state"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"`;
