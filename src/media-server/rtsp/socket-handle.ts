import type { Socket } from 'node:net';

/**
 * The part of Node's stream handle that `net.Socket` has no public name for. `socket.pause()` isn't enough: it goes
 * on reading into its own queue, so it saves no read. Undefined when this Node has it no longer; then everything
 * works as before, only at a higher price.
 */
export function socketHandle(socket: Socket): SocketHandle | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  return isSocketHandle(handle) ? handle : undefined;
}

export interface SocketHandle {
  readStart(): number;
  readStop(): number;
  /** Bytes of the present write that the kernel hasn't taken. */
  readonly writeQueueSize: number;
}

function isSocketHandle(value: unknown): value is SocketHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'readStart') === 'function' &&
    typeof Reflect.get(value, 'readStop') === 'function' &&
    typeof Reflect.get(value, 'writeQueueSize') === 'number'
  );
}
