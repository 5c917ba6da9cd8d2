import { createConnection, type Socket } from 'node:net';
import {
  CONTROL_PROTOCOL_VERSION,
  type ControlEvent,
  type ControlRequest,
  MAX_CONTROL_LINE_BYTES,
} from '../../state/control-protocol.js';
import { JsonLineReader } from '../../util/json-line-reader.js';

/**
 * The router's end of the control socket. It connects until it is closed: the server opens its socket some time
 * after its process has started.
 */
export class ControlClient {
  readonly #socketPath: string;
  readonly #onEvent: (event: ControlEvent) => void;
  #socket: Socket | null = null;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(socketPath: string, onEvent: (event: ControlEvent) => void) {
    this.#socketPath = socketPath;
    this.#onEvent = onEvent;
    this.#connect();
  }

  /** Is dropped when there is no connection; what is wanted is said again after each `hello`. */
  send(request: ControlRequest): void {
    this.#socket?.write(`${JSON.stringify(request)}\n`);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = createConnection(this.#socketPath);
    const reader = new JsonLineReader<ControlEvent>(
      (event) => this.#receive(socket, event),
      () => socket.destroy(),
      MAX_CONTROL_LINE_BYTES,
    );
    socket.on('connect', () => {
      this.#socket = socket;
    });
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#socket = null;
      if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
    });
  }

  #receive(socket: Socket, event: ControlEvent): void {
    if (this.#closed) return;
    if (event.type === 'hello' && event.protocol !== CONTROL_PROTOCOL_VERSION) socket.destroy();
    else this.#onEvent(event);
  }
}

const RETRY_MS = 20;
