import { RequestError } from './errors.js';
import type { Pair, Transport } from './headers/transport.js';
import type { UdpTransport } from './udp-transport.js';

/** The transports of a session's tracks; all over TCP or all over UDP. */
export class TrackTransports {
  readonly #address: string;
  readonly #byTrack = new Map<number, Transport>();
  #udp: UdpTransport | undefined;

  /** `address` is where UDP packets go to and come from: never one that the client could choose. */
  constructor(address: string) {
    this.#address = address;
  }

  get size(): number {
    return this.#byTrack.size;
  }

  get lower(): 'tcp' | 'udp' | undefined {
    for (const { lower } of this.#byTrack.values()) return lower;
    return undefined;
  }

  get udp(): UdpTransport | undefined {
    return this.#udp;
  }

  /** By track: channels, or the peer's ports. */
  pairs(): Map<number, Pair> {
    const pairs = new Map<number, Pair>();
    for (const [track, { interleaved, clientPort }] of this.#byTrack) {
      const pair = interleaved ?? clientPort;
      if (pair !== undefined) pairs.set(track, pair);
    }
    return pairs;
  }

  /** Interleaved channels in use, but for those of `exceptTrack`. */
  channels(exceptTrack?: number): number[] {
    return [...this.#byTrack].flatMap(([track, { interleaved }]) =>
      interleaved === undefined || track === exceptTrack ? [] : [...interleaved],
    );
  }

  /** Answers the Transport header of the response. Throws {@link RequestError} 461. */
  addTcp(track: number, offer: Transport, interleaved: Pair): Transport {
    this.#checkLower('tcp', track);
    const transport: Transport = { ...base(offer), lower: 'tcp', interleaved };
    this.#byTrack.set(track, transport);
    return transport;
  }

  /** As {@link addTcp}. */
  addUdp(track: number, offer: Transport, udp: UdpTransport, listeners: UdpListeners): Transport {
    this.#checkLower('udp', track);
    const { clientPort } = offer;
    if (clientPort === undefined) throw new RequestError(461, 'UDP without client_port');
    const before = this.#byTrack.get(track)?.clientPort;
    if (before !== undefined) this.#udp?.remove(this.#address, before);
    this.#byTrack.delete(track);
    // The server changed its address between two tracks: the pair of sockets of the first one stays in use.
    const transport = this.#udp ?? udp;
    if (!transport.add(this.#address, clientPort, listeners.onRtp, listeners.onRtcp)) {
      throw new RequestError(461, 'client_port is in use by another track');
    }
    this.#udp = transport;
    const answer: Transport = { ...base(offer), lower: 'udp', clientPort, serverPort: transport.ports };
    this.#byTrack.set(track, answer);
    return answer;
  }

  close(): void {
    for (const { clientPort } of this.#byTrack.values()) {
      if (clientPort !== undefined) this.#udp?.remove(this.#address, clientPort);
    }
    this.#byTrack.clear();
  }

  #checkLower(lower: 'tcp' | 'udp', track: number): void {
    for (const [other, transport] of this.#byTrack) {
      if (other !== track && transport.lower !== lower) {
        throw new RequestError(461, 'a session is either over TCP or over UDP');
      }
    }
  }
}

export interface UdpListeners {
  onRtp(packet: Buffer): void;
  onRtcp(packet: Buffer): void;
}

function base({ profile, delivery, mode }: Transport): Pick<Transport, 'profile' | 'delivery' | 'mode'> {
  return { profile, delivery, ...(mode === undefined ? {} : { mode }) };
}
