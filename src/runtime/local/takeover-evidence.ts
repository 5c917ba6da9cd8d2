import { argumentsOf } from './process-identity.js';
import { type Connection, connectionsOf } from './process-sockets.js';

/**
 * Whether a successor has the path of the process before it, by their connections: the embedded server ends the connection of the one
 * that was taken over from. Where nothing can be told, it has not.
 */
export function hasTakenOver(successor: { readonly pid: number }, before: { readonly pid: number }): boolean {
  return isPublishing(successor.pid) === true && isPublishing(before.pid) === false;
}

/** Null where connections are not told. */
function isPublishing(pid: number): boolean | null {
  const output = argumentsOf(pid).at(-1) ?? '';
  const port = Number(/^rtsp:\/\/[^/]*:(?<port>\d+)\//.exec(output)?.groups?.['port'] ?? Number.NaN);
  const connections: readonly Connection[] | null = connectionsOf(pid);
  return connections?.some(({ remotePort, isOpen }) => remotePort === port && isOpen) ?? null;
}
