/** Gets NAL units out of RTP payloads, which come in order. */
export interface NalDepacketizer {
  /** The units that are whole with this payload; none for one that cannot be understood. */
  push(payload: Buffer): readonly Buffer[];
  /** Whether a unit has begun that is not whole yet. */
  readonly isInUnit: boolean;
  /** Something is missing before the next payload. */
  reset(): void;
}

/** Units of an aggregate, one after the other, each behind two bytes of length. RFC 6184 5.7.1, RFC 7798 4.4.2 */
export function aggregatedUnits(payload: Buffer, headerBytes: number): Buffer[] {
  const units: Buffer[] = [];
  let offset = headerBytes;
  while (offset + 2 < payload.length) {
    const end = offset + 2 + payload.readUInt16BE(offset);
    if (end === offset + 2 || end > payload.length) break;
    units.push(payload.subarray(offset + 2, end));
    offset = end;
  }
  return units;
}
