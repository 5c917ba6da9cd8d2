import { spawnSync } from 'node:child_process';
import { execa } from 'execa';
import { type Command, MAIN, TestRouter } from './router.js';

/** A router whose file stands in a layout of its own: behind links, in a repository, behind a mount. */
export class RouterAt extends TestRouter {
  override readonly config: string;
  readonly layout: Layout;

  /** @param arrange makes the layout in the router's folder */
  constructor(arrange: (folder: string) => Layout) {
    super('');
    this.layout = arrange(this.folder);
    this.config = this.layout.config;
  }

  /** With a mount the command runs in a mount namespace of its own, which vanishes with it. */
  override command(name: string, ...options: readonly string[]): Command {
    const { mount } = this.layout;
    if (mount === undefined) return super.command(name, ...options);
    const args = [MAIN, name, '--config', this.config, '--state-dir', this.stateDir, ...options];
    const inside = [MOUNT_THEN_EXEC, 'sh', mount.from, mount.onto, process.execPath, ...args];
    const command = execa('unshare', [...NAMESPACE, 'sh', '-c', ...inside], { reject: false, all: true });
    return command as Command;
  }
}

export interface Layout {
  /** What the router is given. */
  readonly config: string;
  /** What the router sees at `onto` is `from`, as in a container. */
  readonly mount?: { readonly from: string; readonly onto: string };
}

/** Whether this user may mount, in a namespace of its own at least. */
export function mayMount(): boolean {
  const script = 'mount --bind /usr /mnt';
  return spawnSync('unshare', [...NAMESPACE, 'sh', '-c', script], { stdio: 'ignore' }).status === 0;
}

/** Who is not root becomes so in a user namespace, where the system allows that. */
export const NAMESPACE = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];

/** Replaces the shell by the program, so that its pid is the one to signal. */
const MOUNT_THEN_EXEC = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
