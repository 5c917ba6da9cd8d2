import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { RtspWire } from './rtsp-wire.js';

/** Stands between a publisher and its RTSP server, and notes when each RTP packet is handed to the server. */
export class TimingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** By {@link packetKey}; by `performance.now()`, 0 for none. */
  readonly sentAtMs = new Float64Array(PACKET_KEYS);

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(target: string): Promise<TimingProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer({ noDelay: true });
    const proxy = new TimingProxy(server);
    server.on('connection', (socket) =>
      proxy.#join(socket, connect({ host: hostname, port: Number(port), noDelay: true })),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** Such as `rtsp://127.0.0.1:40123`. */
  get url(): string {
    const address = this.#server.address();
    return `rtsp://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(publisher: Socket, server: Socket): void {
    const wire = new RtspWire({
      onPacket: (channel, data, start) => {
        this.sentAtMs[packetKey(channel, data, start)] = performance.now();
      },
    });
    publisher.on('data', (chunk) => {
      wire.push(chunk);
      server.write(chunk);
    });
    server.on('data', (chunk) => publisher.write(chunk));
    for (const [socket, other] of [
      [publisher, server],
      [server, publisher],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => other.destroy());
    }
  }
}

/** The same for the same packet wherever it is seen, below {@link PACKET_KEYS}. Repeats after 65,536 packets of a track. */
export function packetKey(channel: number, data: Buffer, start: number): number {
  // RFC 3550 5.1: RTP has the even channels, and a sequence number; RTCP is of no interest
  if ((channel & 1) === 1 || channel >= CHANNELS) return 0;
  return ((channel << 16) | ((data[start + 2] ?? 0) << 8) | (data[start + 3] ?? 0)) + 1;
}

const CHANNELS = 4;
const PACKET_KEYS = (CHANNELS << 16) + 1;
