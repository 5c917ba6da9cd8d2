import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import {
  CONTROL_PROTOCOL_VERSION,
  type ControlEvent,
  type ControlRequest,
  type ExpectedSuccessor,
  MAX_CONTROL_LINE_BYTES,
  type MediaServerKind,
  type MediaServerSnapshot,
  type TlsListening,
} from '../state/control-protocol.js';
import type { ServerAccess } from '../state/server-access.js';
import { JsonLineReader } from '../util/json-line-reader.js';
import type { PortRange } from '../util/port-range.js';

/**
 * The embedded server's end of the control socket. `socketPath` is replaced when it exists: the router makes sure
 * that no other server of its own uses it. `snapshot()` is asked again for every message that carries one.
 * Snapshots that are asked for by {@link ControlEndpoint.changed} in one turn of the event loop leave as one.
 */
export async function openControlEndpoint(options: ControlEndpointOptions): Promise<ControlEndpoint> {
  const endpoint = new ControlEndpoint(options);
  await endpoint.open();
  return endpoint;
}

export interface ControlEndpointOptions {
  readonly kind: MediaServerKind;
  readonly socketPath: string;
  snapshot(): MediaServerSnapshot;
  listen(host: string, port: number): Promise<{ host: string; port: number }>;
  listenTls(to: TlsListening | null): Promise<{ host: string; port: number } | null>;
  setAccess(access: ServerAccess): void;
  setUdpPorts(range: PortRange | null): void;
  setPaths(holdMs: Readonly<Record<string, number>>): void;
  /** Undefined where nobody takes a path over. */
  readonly setSuccessors?: ((expected: Readonly<Record<string, ExpectedSuccessor>>) => void) | undefined;
  shutdown(): void;
}

export class ControlEndpoint {
  readonly #options: ControlEndpointOptions;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  #announceScheduled = false;

  constructor(options: ControlEndpointOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  async open(): Promise<void> {
    const { socketPath } = this.#options;
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socketPath, resolve);
    });
    chmodSync(socketPath, 0o600);
  }

  /** Says that the snapshot differs from the last one. */
  changed(): void {
    if (this.#announceScheduled || this.#connections.size === 0) return;
    this.#announceScheduled = true;
    setImmediate(() => {
      this.#announceScheduled = false;
      this.#broadcast({ type: 'snapshot', snapshot: this.#options.snapshot() });
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#connections) socket.end();
  }

  #accept(socket: Socket): void {
    this.#connections.add(socket);
    socket.on('close', () => this.#connections.delete(socket));
    socket.on('error', () => socket.destroy());
    const reader = new JsonLineReader<ControlRequest>(
      (request) => this.#handle(socket, request),
      () => socket.destroy(),
      MAX_CONTROL_LINE_BYTES,
    );
    socket.on('data', (chunk) => reader.push(chunk));
    send(socket, {
      type: 'hello',
      protocol: CONTROL_PROTOCOL_VERSION,
      server: this.#options.kind,
      pid: process.pid,
      snapshot: this.#options.snapshot(),
      canTakeOver: this.#options.setSuccessors !== undefined,
      knowsAccess: true,
    });
  }

  #handle(socket: Socket, request: ControlRequest): void {
    switch (request.type) {
      case 'listen':
        answer(socket, request.id, this.#options.listen(request.host, request.port));
        return;
      case 'listen-tls':
        answer(socket, request.id, this.#options.listenTls(request.to));
        return;
      case 'access':
        this.#options.setAccess(request.access);
        return;
      case 'udp-ports':
        this.#options.setUdpPorts(request.range);
        return;
      case 'paths':
        this.#options.setPaths(request.holdMs);
        return;
      case 'successors':
        this.#options.setSuccessors?.(request.expected);
        return;
      case 'ping':
        send(socket, { type: 'pong' });
        return;
      case 'shutdown':
        this.#options.shutdown();
        return;
      default:
        request satisfies never;
    }
  }

  #broadcast(event: ControlEvent): void {
    for (const socket of this.#connections) send(socket, event);
  }
}

/** Closing one needs no answer. */
function answer(
  socket: Socket,
  id: number,
  opening: Promise<{ readonly host: string; readonly port: number } | null>,
): void {
  opening.then(
    (address) => {
      if (address !== null) send(socket, { type: 'listening', id, ...address });
    },
    (error: NodeJS.ErrnoException) =>
      send(socket, { type: 'listen-failed', id, code: error.code ?? 'UNKNOWN', message: error.message }),
  );
}

function send(socket: Socket, event: ControlEvent): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(event)}\n`);
}
