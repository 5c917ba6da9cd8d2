import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { InstalledPackage } from './installed-package.js';

/** A user whom nobody has, for the service. */
const UID = 64_321;

/**
 * A machine as the systemd unit finds it: the package below /usr/local, the units in /etc/systemd/system, a configuration folder
 * that is root's, a state folder that is the user's, all else read-only. In a mount namespace, so that this machine keeps nothing of it.
 */
export class ServiceNamespace {
  readonly #package = new InstalledPackage();
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-service-'));
  readonly #anchor: ReturnType<typeof startAnchor>;
  /** What the service sees as /etc/kazstreamlink. */
  readonly config = join(this.#folder, 'config');
  /** What the service sees as /var/lib/kazstreamlink. */
  readonly state = join(this.#folder, 'state');

  constructor() {
    const prefix = join(this.#folder, 'prefix');
    this.#package.installBelow(prefix);
    const units = join(this.#folder, 'units');
    cpSync('deploy/systemd', units, { recursive: true });
    mkdirSync(this.config, { mode: 0o755 });
    mkdirSync(this.state, { mode: 0o700 });
    chownSync(this.state, UID, UID);
    this.#anchor = startAnchor([prefix, units, this.config, this.state]);
  }

  /** Resolves when it is there. */
  async ready(): Promise<void> {
    const ended = this.#anchor.then(({ all }) => Promise.reject(new Error(all)));
    await Promise.race([once(this.#anchor.stdout, 'data'), ended]);
  }

  /** Runs a command as root. */
  run(command: readonly string[]): { readonly status: number | null; readonly output: string } {
    const [file = '', ...args] = this.#inside(command);
    const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  /** Runs a command as the unit does: its user, no rights, its environment and nothing else. */
  runAsService(command: readonly string[]) {
    const user = [`--reuid=${UID}`, `--regid=${UID}`, '--clear-groups'];
    const noRights = ['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'];
    const environment = [`PATH=${SYSTEMD_PATH}`, 'HOME=/var/lib/kazstreamlink', 'LANG=C.UTF-8'];
    const [file = '', ...args] = this.#inside([
      ...['setpriv', ...user, ...noRights],
      ...['env', '-i', ...environment],
      ...['sh', '-c', 'cd / && umask 0077 && exec "$@"', 'sh', ...command],
    ]);
    return execa(file, args, { reject: false, all: true, stdin: 'ignore' });
  }

  async dispose(): Promise<void> {
    this.#anchor.kill('SIGTERM');
    await this.#anchor;
    rmSync(this.#folder, { recursive: true, force: true });
    this.#package.dispose();
  }

  #inside(command: readonly string[]): string[] {
    return ['nsenter', '--target', String(this.#anchor.pid), '--mount', ...command];
  }
}

/** Whether this user may make one. */
export function mayServe(): boolean {
  if (process.getuid?.() !== 0) return false;
  const script = 'mount -t overlay overlay -o lowerdir=/usr:/etc /mnt';
  return spawnSync('unshare', ['--mount', 'sh', '-c', script], { stdio: 'ignore' }).status === 0;
}

/** systemd.exec(5), "Environment variables in spawned processes". */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Holds the namespace: prefix, units, configuration and state become what the unit names. */
function startAnchor(folders: readonly string[]) {
  return execa('unshare', ['--mount', 'sh', '-euc', ARRANGE, 'sh', ...folders], { reject: false, all: true });
}

const ARRANGE = `
mount -t tmpfs tmpfs /mnt
mkdir /mnt/etc /mnt/etc/kazstreamlink /mnt/etc/systemd /mnt/lib /mnt/lib/kazstreamlink
cp -r "$2" /mnt/etc/systemd/system
mount -t overlay overlay -o lowerdir="$1":/usr/local /usr/local
mount -t overlay overlay -o lowerdir=/mnt/etc:/etc /etc
mount -t overlay overlay -o lowerdir=/mnt/lib:/var/lib /var/lib
mount --bind "$3" /etc/kazstreamlink
mount --bind "$4" /var/lib/kazstreamlink
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro /
echo ready
exec sleep infinity
`;
