import { createSocket, type Socket } from 'node:dgram';
import { isIPv4, isIPv6 } from 'node:net';
import { evenPorts, type PortRange } from '../../util/port-range.js';
import { plainAddress } from '../remote-address.js';
import type { Pair } from './headers/transport.js';

/**
 * Opens the pair of sockets that all UDP sessions share: RTP on an even port, RTCP on the next one (RFC 3550 11).
 * Packets are told apart by where they come from. Rejects with the system's error, where there is a range with that of its last pair.
 */
export async function openUdpTransport(host: string, range: PortRange | null): Promise<UdpTransport> {
  if (range !== null) return openWithin(host, range);
  for (let attempt = 0; ; attempt++) {
    const first = await bind(host, 0);
    const { port } = first.address();
    const isEven = port % 2 === 0;
    try {
      const second = await bind(host, isEven ? port + 1 : port - 1);
      return isEven ? new UdpTransport(first, second) : new UdpTransport(second, first);
    } catch (error) {
      first.close();
      if (attempt === 50) throw error;
    }
  }
}

async function openWithin(host: string, range: PortRange): Promise<UdpTransport> {
  let problem: unknown;
  for (const port of evenPorts(range)) {
    const opened = await Promise.allSettled([bind(host, port), bind(host, port + 1)]);
    const [rtp, rtcp] = opened;
    if (rtp.status === 'fulfilled' && rtcp.status === 'fulfilled')
      return new UdpTransport(rtp.value, rtcp.value);
    for (const each of opened) {
      if (each.status === 'fulfilled') each.value.close();
      else problem = each.reason;
    }
  }
  throw new Error(`no free pair of UDP ports from ${range.first} to ${range.last}`, { cause: problem });
}

export class UdpTransport {
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  readonly #isIpv6: boolean;
  readonly #rtpPeers = new Map<string, UdpListener>();
  readonly #rtcpPeers = new Map<string, UdpListener>();
  #retired = false;

  constructor(rtp: Socket, rtcp: Socket) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    this.#isIpv6 = rtp.address().family === 'IPv6';
    rtp.on('message', (packet, from) => this.#rtpPeers.get(peerKey(from.address, from.port))?.(packet));
    rtcp.on('message', (packet, from) => this.#rtcpPeers.get(peerKey(from.address, from.port))?.(packet));
    // Errors of single datagrams; a peer that is gone shows by its silence.
    rtp.on('error', ignore);
    rtcp.on('error', ignore);
  }

  get ports(): Pair {
    return [this.#rtp.address().port, this.#rtcp.address().port];
  }

  /** False when another session has one of these ports of that address. */
  add(address: string, ports: Pair, onRtp: UdpListener, onRtcp: UdpListener): boolean {
    const [rtp, rtcp] = [peerKey(address, ports[0]), peerKey(address, ports[1])];
    if (this.#rtpPeers.has(rtp) || this.#rtcpPeers.has(rtcp)) return false;
    this.#rtpPeers.set(rtp, onRtp);
    this.#rtcpPeers.set(rtcp, onRtcp);
    return true;
  }

  remove(address: string, ports: Pair): void {
    this.#rtpPeers.delete(peerKey(address, ports[0]));
    this.#rtcpPeers.delete(peerKey(address, ports[1]));
    if (this.#retired && this.#rtpPeers.size === 0) this.close();
  }

  sendRtp(packet: Buffer, port: number, address: string): void {
    this.#rtp.send(packet, port, this.#destination(address), ignore);
  }

  sendRtcp(packet: Buffer, port: number, address: string): void {
    this.#rtcp.send(packet, port, this.#destination(address), ignore);
  }

  /** Closes as soon as no session uses it any more. */
  retire(): void {
    this.#retired = true;
    if (this.#rtpPeers.size === 0) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rtp.close();
    this.#rtcp.close();
  }

  #closed = false;

  #destination(address: string): string {
    return this.#isIpv6 && isIPv4(address) ? `::ffff:${address}` : address;
  }
}

export type UdpListener = (packet: Buffer) => void;

/** A GOP of 4 s at 2.5 Mbit/s; the kernel cuts it to what it allows (net.core.rmem_max). */
const BUFFER_BYTES = 2 * 1024 * 1024;

function bind(host: string, port: number): Promise<Socket> {
  const family = isIPv6(host) ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // Peers are addresses, never names: Node's own look-up would put every datagram off by a tick.
    lookup: (address, _options, callback) =>
      address === 'localhost' ? callback(null, '127.0.0.1', 4) : callback(null, address, family),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      try {
        socket.setRecvBufferSize(BUFFER_BYTES);
        socket.setSendBufferSize(BUFFER_BYTES);
      } catch {
        // Some systems refuse what they don't allow; the usual size works as well.
      }
      resolve(socket);
    });
  });
}

function peerKey(address: string, port: number): string {
  return `${plainAddress(address)} ${port}`;
}

function ignore(): void {}
