import { isIP } from 'node:net';
import type { Reason } from '../../state/conditions.js';
import {
  type Connection,
  canonicalHost,
  connectionsOf,
  type ProcReader,
  processState,
} from './process-sockets.js';

/**
 * Why an FFmpeg that lives moves no media, from its state and its TCP connections. To be asked when a deadline has
 * passed and before the process is signalled. Elsewhere than on Linux nothing is seen, and the likeliest is answered.
 *
 * @param relay what it was started with: URLs
 * @param hadMedia whether it had written media before
 */
export function findStall(
  pid: number,
  relay: { readonly input: string; readonly output: string },
  hadMedia: boolean,
  proc?: ProcReader,
): Reason {
  if (STOPPED.has(processState(pid, proc) ?? '')) return 'ProcessStopped';
  const connections = connectionsOf(pid, proc);
  if (connections === null) return hadMedia ? 'SourceStalled' : 'FirstFrameTimeout';
  const server = toServer(connections, endpointOf(relay.input), endpointOf(relay.output));
  const others = connections.filter((connection) => connection !== server);
  if (server !== undefined) {
    if (server.isConnecting) return 'ServerDown';
    if (takesNothing(server)) return holdsMedia(server) || hadMedia ? 'ServerStalled' : 'ServerSilent';
    if (!hadMedia) return 'ServerSilent';
  }
  if (others.some(({ unreadBytes }) => unreadBytes >= BACKLOG_BYTES)) return 'FfmpegTooSlow';
  if (hadMedia) return 'SourceStalled';
  if (others.some(({ isConnecting }) => isConnecting)) return 'SourceUnreachable';
  return others.length > 0 ? 'SourceSilent' : 'FirstFrameTimeout';
}

/** proc(5): stopped by a signal, stopped by a debugger. */
const STOPPED: ReadonlySet<string> = new Set(['T', 't']);

/** More than a packet or two on their way: what waits here waits for long. The handshake of RTSP is much less. */
const BACKLOG_BYTES = 16 * 1024;

function holdsMedia({ unsentBytes }: Connection): boolean {
  return unsentBytes >= BACKLOG_BYTES;
}

/** Data alone tells nothing: of a slow source too there is a packet on its way now and then. */
function takesNothing(server: Connection): boolean {
  return server.unsentBytes > 0 && (server.isStuck || holdsMedia(server));
}

/**
 * The connection to the RTSP server: the last one to its address, since the source is connected to first. Where the source
 * may have the same address, the first one is the source's.
 */
function toServer(
  connections: readonly Connection[],
  source: Endpoint,
  server: Endpoint,
): Connection | undefined {
  const mayBeOneAddress =
    source.port === server.port &&
    (isName(source.host) || isName(server.host) || source.host === server.host);
  return connections
    .filter(({ remotePort }) => remotePort === server.port)
    .slice(mayBeOneAddress ? 1 : 0)
    .findLast(({ remoteHost }) => isName(server.host) || remoteHost === server.host);
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

function isName(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) === 0;
}

function endpointOf(url: string): Endpoint {
  const parts = /^(?<scheme>[a-z]+):\/\/(?:[^/]*@)?(?<host>\[[^\]]*\]|[^:/?#]*)(?::(?<port>\d+))?/i.exec(url);
  const { scheme = '', host = '', port } = parts?.groups ?? {};
  return { host: canonicalHost(host), port: Number(port ?? DEFAULT_PORTS[scheme.toLowerCase()] ?? 0) };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  rtmp: 1935,
  rtmps: 443,
  rtsp: 554,
  rtsps: 322,
  http: 80,
  https: 443,
};
