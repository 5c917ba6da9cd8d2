/**
 * RFC 3550 6.4.1, a compound packet that begins with a sender report:
 *
 *    |V=2|P|    RC   |   PT=SR=200   |             length            |
 *    |                         SSRC of sender                        |
 *    |              NTP timestamp, most significant word             |
 *    |             NTP timestamp, least significant word             |
 *    |                         RTP timestamp                         |
 *    |                     sender's packet count                     |
 *    |                      sender's octet count                     |
 *
 * Undefined for any other packet.
 */
export function parseSenderReport(packet: Buffer): SenderReport | undefined {
  if (packet.length < SENDER_REPORT_BYTES || ((packet[0] ?? 0) & 0xc0) !== 0x80 || packet[1] !== 200) {
    return undefined;
  }
  return {
    ssrc: packet.readUInt32BE(4),
    ntpTime: packet.readBigUInt64BE(8),
    rtpTimestamp: packet.readUInt32BE(16),
    packetCount: packet.readUInt32BE(20),
    octetCount: packet.readUInt32BE(24),
  };
}

/**
 * The same report as if it had been sent at another moment of the track: with `rtpTimestamp`, and the NTP time
 * that belongs to it. What follows in the compound packet (SDES with the CNAME that ties tracks together) is kept.
 */
export function senderReportAt(packet: Buffer, rtpTimestamp: number, clockRateHz: number): Buffer {
  const moved = Buffer.from(packet);
  // Timestamps wrap at 32 bits: the shorter way round counts.
  const elapsedUnits = (rtpTimestamp - packet.readUInt32BE(16)) | 0;
  const elapsedNtp = BigInt(Math.round((elapsedUnits / clockRateHz) * 2 ** 32));
  moved.writeBigUInt64BE(BigInt.asUintN(64, packet.readBigUInt64BE(8) + elapsedNtp), 8);
  moved.writeUInt32BE(rtpTimestamp >>> 0, 16);
  return moved;
}

/** RFC 3550 4: seconds since 1900 in the upper 32 bits, their fraction in the lower; exact to half a microsecond. */
export function ntpSeconds(ntpTime: bigint): number {
  return Number(ntpTime >> 32n) + Number(ntpTime & 0xffff_ffffn) / 2 ** 32;
}

/** RFC 3550 6.1: whether a compound packet says BYE, in whichever of its parts. */
export function saysBye(data: Buffer, start: number, end: number): boolean {
  for (let offset = start; offset + 4 <= end; offset += 4 + 4 * data.readUInt16BE(offset + 2)) {
    if (data[offset + 1] === 203) return true;
  }
  return false;
}

/** Writes another SSRC into a compound packet that begins with a sender report, and into its description (SDES). */
export function setReportSsrc(packet: Buffer, ssrc: number): void {
  const before = packet.readUInt32BE(4);
  packet.writeUInt32BE(ssrc, 4);
  for (let offset = 0; offset + 8 <= packet.length; offset += 4 + 4 * packet.readUInt16BE(offset + 2)) {
    // RFC 3550 6.5: the chunks of SDES (202) begin with an SSRC
    if (packet[offset + 1] === 202 && packet.readUInt32BE(offset + 4) === before) {
      packet.writeUInt32BE(ssrc, offset + 4);
    }
  }
}

const SENDER_REPORT_BYTES = 28;

export interface SenderReport {
  readonly ssrc: number;
  /** NTP format: seconds since 1900 in the upper 32 bits, their fraction in the lower. */
  readonly ntpTime: bigint;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
}
