import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { PROC } from '../../util/linux.js';

/** The TCP connections of a process, in the order of their descriptors, or null where they are not told. */
export function connectionsOf(pid: number, proc: ProcReader = realProc): Connection[] | null {
  const inodes = socketInodes(pid, proc);
  const tables = ['tcp', 'tcp6'].map((table) => proc.text(`${PROC}/${pid}/net/${table}`));
  if (inodes === null || tables.every((table) => table === null)) return null;
  const byInode = new Map<string, Connection>();
  for (const table of tables) {
    for (const line of (table ?? '').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const inode = fields[9];
      if (inode !== undefined && inodes.includes(inode)) byInode.set(inode, parse(fields));
    }
  }
  return inodes.flatMap((inode) => byInode.get(inode) ?? []);
}

/** The letter of proc(5), `/proc/PID/stat` field 3, or null when there is no such process or no /proc. */
export function processState(pid: number, proc: ProcReader = realProc): string | null {
  const stat = proc.text(`${PROC}/${pid}/stat`);
  // The field before is the name in parentheses, which may itself hold spaces and parentheses.
  return stat === null ? null : (stat[stat.lastIndexOf(')') + 2] ?? null);
}

/** A row of `/proc/PID/net/tcp`; see proc(5), and get_tcp4_sock() in the kernel's net/ipv4/tcp_ipv4.c. */
export interface Connection {
  /** In the usual notation; an IPv4 address in IPv6 as IPv4. */
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly isConnecting: boolean;
  /** Neither side has ended it. */
  readonly isOpen: boolean;
  /** Bytes that were written and that the peer's kernel has not taken. */
  readonly unsentBytes: number;
  /** Bytes that came and that the process has not read. */
  readonly unreadBytes: number;
  /** The peer does not confirm what was sent, or says that it has no room for more. */
  readonly isStuck: boolean;
}

/** What is read of /proc; a test gives recorded texts. */
export interface ProcReader {
  /** Null when it cannot be read. */
  text(path: string): string | null;
  /** Names and targets of the links in a folder; null when it cannot be read. */
  links(folder: string): readonly { readonly name: string; readonly target: string }[] | null;
}

const ESTABLISHED = '01';
const SYN_SENT = '02';
const ZERO_WINDOW_PROBE = '04';

function parse(fields: readonly string[]): Connection {
  const [, , remote = '', state, queues = '', timer = '', retransmits = '0'] = fields;
  const [host = '', port = '0'] = remote.split(':');
  const [unsent = '0', unread = '0'] = queues.split(':');
  return {
    remoteHost: addressOf(host),
    remotePort: Number.parseInt(port, 16),
    isConnecting: state === SYN_SENT,
    isOpen: state === ESTABLISHED,
    unsentBytes: Number.parseInt(unsent, 16),
    unreadBytes: Number.parseInt(unread, 16),
    isStuck: timer.startsWith(`${ZERO_WINDOW_PROBE}:`) || Number.parseInt(retransmits, 16) > 0,
  };
}

/** The kernel writes 32-bit words in the order of the machine: on all that Node runs on nowadays, lowest byte first. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  const isMapped = hex.toUpperCase().startsWith('0000000000000000FFFF0000');
  if (bytes.length === 4 || isMapped) return bytes.slice(-4).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return canonicalHost(`[${groups.join(':')}]`);
}

/** One spelling for each IPv6 address in brackets; anything else as it is. */
export function canonicalHost(host: string): string {
  return host.startsWith('[') && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
}

function socketInodes(pid: number, proc: ProcReader): string[] | null {
  const links = proc.links(`${PROC}/${pid}/fd`);
  if (links === null) return null;
  return [...links]
    .sort((a, b) => Number(a.name) - Number(b.name))
    .flatMap(({ target }) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

const realProc: ProcReader = {
  text(path) {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return null; // gone, not ours, or no /proc
    }
  },
  links(folder) {
    try {
      return readdirSync(folder).map((name) => ({ name, target: targetOf(`${folder}/${name}`) }));
    } catch {
      return null; // as above
    }
  },
};

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed since it was listed
  }
}
