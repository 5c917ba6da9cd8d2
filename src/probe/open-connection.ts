import type { LookupAddress } from 'node:dns';
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Reason } from '../state/conditions.js';
import type { NetworkAddress } from '../util/network-address.js';
import type { HostAddresses } from './host-addresses.js';
import { probeLimits } from './probe-limits.js';

/** Null: nothing was learnt of the source, since this machine lacked something. */
export type ConnectFailure = Extract<Reason, 'SourceRefused' | 'SourceHostUnknown'> | null;

export interface ConnectHandler {
  /** The socket is the handler's from now on; it has a listener for errors already. */
  open(socket: Socket): void;
  failed(failure: ConnectFailure): void;
}

/** Connects over TCP, and tells how that went once, later, and within a bound. The result calls it off. */
export function openConnection(
  { host, port }: NetworkAddress,
  hosts: HostAddresses,
  handler: ConnectHandler,
): () => void {
  let socket: Socket | undefined;
  let over = false;
  let stopAsking = (): void => undefined;
  const deadline = setTimeout(
    () => finish(() => handler.failed(socket === undefined ? 'SourceHostUnknown' : 'SourceRefused')),
    probeLimits.connectMs,
  );

  function finish(tell: () => void, keepSocket = false): void {
    if (over) return;
    over = true;
    clearTimeout(deadline);
    stopAsking();
    if (!keepSocket) socket?.destroy();
    tell();
  }

  function tryAddresses(addresses: readonly LookupAddress[]): void {
    if (over) return;
    if (addresses.length === 0) {
      finish(() => handler.failed('SourceHostUnknown'));
      return;
    }
    const opening = connect(connectOptions(host, port, addresses));
    socket = opening;
    opening.on('error', (error) => finish(() => handler.failed(failureOf(error))));
    opening.once('connect', () => {
      if (isConnectedToItself(opening)) finish(() => handler.failed('SourceRefused'));
      else finish(() => handler.open(opening), true);
    });
  }

  const family = isIP(host);
  if (family !== 0) tryAddresses([{ address: host, family }]);
  // An answer that is known already comes at once: the caller must have what calls it off before.
  else
    queueMicrotask(() => {
      if (!over) stopAsking = hosts.find(host, tryAddresses);
    });
  return () => finish(() => undefined);
}

/** One address is connected to directly, which costs a third less than trying several as FFmpeg does. */
function connectOptions(host: string, port: number, addresses: readonly LookupAddress[]): TcpNetConnectOpts {
  const [only] = addresses;
  if (only !== undefined && addresses.length === 1) {
    return { host: only.address, port, autoSelectFamily: false };
  }
  return {
    host,
    port,
    autoSelectFamily: true,
    lookup: (_host, _options, callback) => callback(null, [...addresses]),
  };
}

/** Faults of this machine: no more files, ports or memory. They say nothing of the source. */
const OWN_FAULTS: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);

function failureOf(error: NodeJS.ErrnoException): ConnectFailure {
  return OWN_FAULTS.has(error.code) ? null : 'SourceRefused';
}

/**
 * Who tries a closed port of its own machine again and again is given that very port as its own some time, and TCP
 * then connects the socket to itself (simultaneous open, RFC 9293, 3.5). It would look alive, and take the port from
 * the server that is to return.
 */
function isConnectedToItself({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}
