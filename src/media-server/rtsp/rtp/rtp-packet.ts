/**
 * RFC 3550 5.1, as far as a server that passes packets on has to know it.
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *    |                           timestamp                           |
 *    |           synchronization source (SSRC) identifier            |
 *    |            contributing source (CSRC) identifiers …           |
 *
 * The functions take the packet's place in a larger buffer, so that nothing is allocated for a packet.
 */
export function isRtp(data: Buffer, start: number, end: number): boolean {
  return end - start >= RTP_HEADER_BYTES && ((data[start] ?? 0) & 0xc0) === 0x80;
}

const RTP_HEADER_BYTES = 12;

/** RFC 6184 5.1, RFC 7798 4.1: the last packet of an access unit. */
export function rtpMarker(data: Buffer, start: number): boolean {
  return ((data[start + 1] ?? 0) & 0x80) !== 0;
}

export function rtpSequence(data: Buffer, start: number): number {
  return data.readUInt16BE(start + 2);
}

export function rtpTimestamp(data: Buffer, start: number): number {
  return data.readUInt32BE(start + 4);
}

export function rtpSsrc(data: Buffer, start: number): number {
  return data.readUInt32BE(start + 8);
}

/** Where the payload begins, or `end` when the header says more than there is. */
export function rtpPayloadStart(data: Buffer, start: number, end: number): number {
  const first = data[start] ?? 0;
  let offset = start + RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    // RFC 3550 5.3.1: two bytes of profile, two bytes length in words
    if (offset + 4 > end) return end;
    offset += 4 + data.readUInt16BE(offset + 2) * 4;
  }
  return Math.min(offset, end);
}

/** RFC 3550 6.4.1: version 2, packet type 192 to 223 (RFC 5761 4), a header and an SSRC. */
export function isRtcp(data: Buffer, start: number, end: number): boolean {
  const type = data[start + 1] ?? 0;
  return end - start >= 8 && ((data[start] ?? 0) & 0xc0) === 0x80 && type >= 192 && type <= 223;
}
