import type { Socket } from 'node:net';

/**
 * Bytes of a socket's present write that the kernel hasn't taken: `net.Socket` has no public name for it, and its
 * `bytesWritten` moves only when a whole write is done. Undefined when this Node has it no longer; then a reader that
 * takes a large write very slowly is told from a stuck one later.
 */
export function kernelQueueBytes(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return undefined;
  const sizeBytes: unknown = Reflect.get(handle, 'writeQueueSize');
  return typeof sizeBytes === 'number' ? sizeBytes : undefined;
}
