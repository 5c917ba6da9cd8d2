import { ProtocolError } from '../../media-server/rtsp/errors.js';

/** RFC 2326 7.1: RTSP-Version SP Status-Code SP Reason-Phrase. Throws ProtocolError. */
export function statusLine(line: string): StatusLine {
  const status = /^RTSP\/1\.\d (?<status>[1-9]\d\d)(?: |$)/.exec(line)?.groups?.['status'];
  if (status === undefined) {
    throw new ProtocolError('RTSP_REQUEST_LINE', 400, 'the answer is none of RTSP');
  }
  return { status: Number(status) };
}

export interface StatusLine {
  readonly status: number;
}
