import { type AmfObject, type AmfValue, decodeAmf0, isAmfObject } from './amf0.js';
import { limits } from './limits.js';
import { messageType, type RtmpMessage } from './message.js';
import { RtmpError } from './rtmp-error.js';

/** A command of the client (Adobe RTMP 1.0, 7.2). */
export interface Command {
  readonly name: string;
  /** 0 when no answer is awaited. */
  readonly transactionId: number;
  readonly object: AmfObject | undefined;
  readonly arguments: readonly AmfValue[];
}

/** Reads a command message, AMF0 or AMF3. Throws {@link RtmpError} when it is none. */
export function readCommand({ type, payload }: RtmpMessage): Command {
  if (payload.length > limits.commandBytes) throw new RtmpError('command', 'a command is too large');
  // 7.1.1: type 17 is a byte that is 0, then AMF0, in which single values may be AMF3.
  const amf3 = type === messageType.commandAmf3;
  if (amf3 && payload[0] !== 0) throw new RtmpError('command', 'a command in pure AMF3');
  const [name, transactionId, object, ...rest] = decodeAmf0(payload, amf3 ? 1 : 0);
  if (typeof name !== 'string') throw new RtmpError('command', 'a command has no name');
  return {
    name,
    transactionId: typeof transactionId === 'number' ? transactionId : 0,
    object: isAmfObject(object) ? object : undefined,
    arguments: rest,
  };
}

/** The argument when it is a string, and an empty one otherwise. */
export function stringArgument(command: Command, index: number): string {
  const value = command.arguments[index];
  return typeof value === 'string' ? value : '';
}
