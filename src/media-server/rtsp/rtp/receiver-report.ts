/**
 * RFC 3550 6.4.2 and 6.5: a compound packet of a receiver report on one source, and of who reports (SDES).
 *
 *    |V=2|P|    RC   |   PT=RR=201   |             length            |
 *    |                     SSRC of packet sender                     |
 *    |                 SSRC_1 (SSRC of first source)                 |
 *    | fraction lost |       cumulative number of packets lost       |
 *    |           extended highest sequence number received           |
 *    |                      interarrival jitter                      |
 *    |                         last SR (LSR)                         |
 *    |                   delay since last SR (DLSR)                  |
 */
export function formatReceiverReport(reporter: Reporter, block: ReportBlock): Buffer {
  const report = Buffer.alloc(32);
  report.writeUInt32BE(0x81c90007, 0);
  report.writeUInt32BE(reporter.ssrc, 4);
  report.writeUInt32BE(block.ssrc, 8);
  report.writeUInt8(block.fractionLost, 12);
  report.writeIntBE(block.lostPackets, 13, 3);
  report.writeUInt32BE(block.highestSequence, 16);
  report.writeUInt32BE(block.jitterUnits, 20);
  report.writeUInt32BE(block.lastSenderReport, 24);
  report.writeUInt32BE(block.delay, 28);
  return Buffer.concat([report, describe(reporter)]);
}

/** The report blocks of a compound packet; those of its sender reports as well. What is cut is left out. */
export function parseReportBlocks(packet: Buffer): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (let offset = 0; offset + 8 <= packet.length; ) {
    const end = Math.min(packet.length, offset + 4 + 4 * packet.readUInt16BE(offset + 2));
    const first = FIRST_BLOCK.get(packet.readUInt8(offset + 1));
    if (first !== undefined) {
      let position = offset + first;
      for (let count = packet.readUInt8(offset) & 0x1f; count > 0 && position + BLOCK_BYTES <= end; count--) {
        blocks.push(readBlock(packet, position));
        position += BLOCK_BYTES;
      }
    }
    offset = end;
  }
  return blocks;
}

export interface Reporter {
  readonly ssrc: number;
  /** RFC 7022: what is the same for all tracks, and nobody else's. */
  readonly cname: string;
}

export interface ReportBlock {
  /** The source that is reported on. */
  readonly ssrc: number;
  /** Since the report before, of 256. */
  readonly fractionLost: number;
  /** 24 bits with a sign: duplicates make it negative. */
  readonly lostPackets: number;
  /** With the number of times that sequence numbers began anew in its upper half. */
  readonly highestSequence: number;
  readonly jitterUnits: number;
  /** The middle 32 bits of the NTP time of the last sender report; 0 when none came. */
  readonly lastSenderReport: number;
  /** Since that one came, in units of 1/65536 s. */
  readonly delay: number;
}

const BLOCK_BYTES = 24;
/** By packet type: where its report blocks begin. */
const FIRST_BLOCK = new Map([
  [200, 28],
  [201, 8],
]);

function readBlock(packet: Buffer, at: number): ReportBlock {
  return {
    ssrc: packet.readUInt32BE(at),
    fractionLost: packet.readUInt8(at + 4),
    lostPackets: packet.readIntBE(at + 5, 3),
    highestSequence: packet.readUInt32BE(at + 8),
    jitterUnits: packet.readUInt32BE(at + 12),
    lastSenderReport: packet.readUInt32BE(at + 16),
    delay: packet.readUInt32BE(at + 20),
  };
}

/** RFC 3550 6.5: one chunk with the CNAME, which every compound packet has to have (6.1), and an end in whole words. */
function describe({ ssrc, cname }: Reporter): Buffer {
  const text = Buffer.from(cname);
  const words = Math.ceil((8 + 2 + text.length + 1) / 4);
  const packet = Buffer.alloc(4 * words);
  packet.writeUInt16BE(0x81ca, 0);
  packet.writeUInt16BE(words - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet[8] = 1;
  packet[9] = text.length;
  text.copy(packet, 10);
  return packet;
}
