/**
 * Whether an RTP packet of H.264 holds a slice of an IDR picture: not merely parameter sets, which say nothing about
 * when a picture can be shown. RFC 6184 5.2: single NAL units 1–23, STAP-A 24, FU-A 28.
 */
export function holdsIdr(packet: Buffer): boolean {
  const payload = rtpPayload(packet);
  const type = (payload[0] ?? 0) & 0x1f;
  if (type === FU_A) return ((payload[1] ?? 0) & 0x1f) === IDR;
  return type === STAP_A ? someUnitIsIdr(payload.subarray(1)) : type === IDR;
}

/** ITU-T H.264 table 7-1 */
const IDR = 5;
const STAP_A = 24;
const FU_A = 28;

/** RFC 6184 5.7.1: units one after the other, each behind two bytes of length. */
function someUnitIsIdr(units: Buffer): boolean {
  if (units.length < 3) return false;
  return ((units[2] ?? 0) & 0x1f) === IDR || someUnitIsIdr(units.subarray(2 + units.readUInt16BE(0)));
}

/** RFC 3550 5.1 and 5.3.1; padding is left on. */
function rtpPayload(packet: Buffer): Buffer {
  const first = packet[0] ?? 0;
  const afterSources = 12 + 4 * (first & 0x0f);
  if ((first & 0x10) === 0 || packet.length < afterSources + 4) return packet.subarray(afterSources);
  return packet.subarray(afterSources + 4 + 4 * packet.readUInt16BE(afterSources + 2));
}
