import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { execa, execaSync } from 'execa';
import { waitFor } from './wait-for.js';

/**
 * Another machine on a cable: a network namespace with an address of its own, whose packets can be dropped on their way, in
 * both directions and without a word to anybody. It and all that belongs to it vanish when the last process in it is gone,
 * even if the tests are killed: its first process ends with the pipe that it reads from.
 */
export async function startFarAway(): Promise<FarAway> {
  const holder = execa('unshare', ['--net', 'cat'], { reject: false, stdin: 'pipe' });
  const pid = holder.pid ?? 0;
  const own = networkOf(process.pid);
  await waitFor('the namespace', () => ![own, undefined].includes(networkOf(pid)) || undefined);
  const [near, far] = [`near-${process.pid}`, `far-${process.pid}`];
  const address = `198.18.${process.pid % 256}`; // RFC 2544: for tests of networks, and nowhere else
  const inside = ['nsenter', '--target', String(pid), '--net', '--'];
  const forwarders: (Promise<unknown> & { kill(signal: NodeJS.Signals): boolean })[] = [];
  ip(`link add ${near} type veth peer name ${far} netns ${pid}`);
  ip(`address add ${address}.1/30 dev ${near}`);
  ip(`link set ${near} up`);
  ip(`address add ${address}.2/30 dev ${far}`, inside);
  ip(`link set ${far} up`, inside);
  ip('link set lo up', inside);
  return {
    host: `${address}.2`,
    inside,
    // What is sent to a machine that is not there is sent and never answered, as with any packet that is lost.
    drop() {
      ip(`neighbour replace ${address}.2 lladdr ${NOBODY} dev ${near} nud permanent`);
      ip(`neighbour replace ${address}.1 lladdr ${NOBODY} dev ${far} nud permanent`, inside);
    },
    restore() {
      ip(`neighbour delete ${address}.2 dev ${near}`);
      ip(`neighbour delete ${address}.1 dev ${far}`, inside);
    },
    async reach(url) {
      const port = Number(new URL(url).port);
      const [program = '', ...args] = [
        ...inside,
        process.execPath,
        '-e',
        FORWARD,
        `${address}.2`,
        String(port),
      ];
      const forwarder = execa(program, args, { reject: false, buffer: false });
      forwarders.push(forwarder);
      await new Promise((resolve) => forwarder.stdout.once('data', resolve));
      return `${new URL(url).protocol}//${address}.2:${port}`;
    },
    forget() {
      for (const forwarder of forwarders) forwarder.kill('SIGHUP');
    },
    async close() {
      for (const forwarder of forwarders) forwarder.kill('SIGKILL');
      await Promise.all(forwarders);

      spawnSync('ip', ['link', 'delete', near]);
      holder.kill('SIGKILL');
      await holder;
    },
  };
}

export interface FarAway {
  readonly host: string;
  /** Put before a command, it runs there. */
  readonly inside: readonly string[];
  /** From now on no packet arrives, neither there nor here. */
  drop(): void;
  restore(): void;
  /** Resolves with the address, without a path, at which what listens there on loopback is reached from here. */
  reach(url: string): Promise<string>;
  /** Ends the connections through {@link reach}, as a server does when it has heard nothing for long. */
  forget(): void;
  close(): Promise<void>;
}

/** Whether this user may make network namespaces and cables between them. */
export function mayBeFarAway(): boolean {
  const script = 'ip link add near type veth peer name far && ip link set near up';
  return spawnSync('unshare', ['--net', 'sh', '-c', script], { stdio: 'ignore' }).status === 0;
}

/** The embedded RTSP server lets nobody publish who comes from another machine. */
const FORWARD = `
const { connect, createServer } = require('node:net');
const [host, port] = process.argv.slice(1);
const open = new Set();
process.on('SIGHUP', () => open.forEach((one) => one.destroy()));
createServer((socket) => {
  const upstream = connect(port, '127.0.0.1');
  open.add(socket).add(upstream);
  socket.pipe(upstream).pipe(socket);
  for (const one of [socket, upstream]) one.on('error', () => { socket.destroy(); upstream.destroy(); });
}).listen(port, host, () => console.log('ready'));`;

const NOBODY = '02:00:00:00:00:99';

function ip(command: string, inside: readonly string[] = []): void {
  const [program = 'ip', ...args] = [...inside, 'ip', ...command.split(' ')];
  execaSync(program, args);
}

function networkOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined; // not there yet
  }
}
