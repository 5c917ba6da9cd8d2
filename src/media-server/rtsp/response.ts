import { reasonPhrases, type StatusCode } from './status.js';

/** RFC 2326 7: status line, headers and body; Content-Length comes by itself. */
export function formatResponse(response: RtspResponse): string {
  let head = `RTSP/1.0 ${response.status} ${reasonPhrases[response.status]}\r\n`;
  for (const [name, value] of response.headers ?? []) head += `${name}: ${value}\r\n`;
  if (response.body === undefined) return `${head}\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(response.body)}\r\n\r\n${response.body}`;
}

export interface RtspResponse {
  readonly status: StatusCode;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}
