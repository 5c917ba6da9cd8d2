import type { RefusalKind } from '../../state/control-protocol.js';
import type { StatusCode } from './status.js';

/** A request that can't be served: it is answered with `status`, and the connection goes on. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: StatusCode;
  /** Of one that is counted as a refusal. */
  readonly kind: RefusalKind | undefined;
  /** Of the response. */
  readonly headers: readonly (readonly [name: string, value: string])[];

  constructor(status: StatusCode, message: string, options: RequestErrorOptions = {}) {
    super(message, options);
    this.status = status;
    this.kind = options.kind;
    this.headers = options.headers ?? [];
  }
}

export interface RequestErrorOptions extends ErrorOptions {
  readonly kind?: RefusalKind;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** Bytes that are no RTSP, or too many of them: answered with `status`, and the connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly status: StatusCode;
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, status: StatusCode, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type ProtocolErrorCode =
  | 'RTSP_REQUEST_LINE'
  | 'RTSP_VERSION'
  | 'RTSP_HEADER_LINE'
  | 'RTSP_LINE_TOO_LONG'
  | 'RTSP_HEADER_TOO_LONG'
  | 'RTSP_TOO_MANY_HEADERS'
  | 'RTSP_CONTENT_LENGTH'
  | 'RTSP_BODY_TOO_LONG';
