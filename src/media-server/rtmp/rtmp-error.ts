/** A fault of the peer that ends its connection, and nothing else. `message` never holds what the peer sent. */
export class RtmpError extends Error {
  override readonly name = 'RtmpError';
  readonly code: RtmpErrorCode;

  constructor(code: RtmpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type RtmpErrorCode =
  | 'handshake'
  | 'chunk'
  | 'message-too-large'
  | 'amf'
  | 'command'
  | 'media'
  | 'setup-timeout'
  | 'publisher-silent'
  | 'player-stalled'
  | 'queue-overflow'
  | 'memory';
