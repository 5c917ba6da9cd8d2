/**
 * RFC 3550 6.1 and 6.6: a compound packet of an empty receiver report and
 *
 *    |V=2|P|    SC   |   PT=BYE=203  |             length            |
 *    |                           SSRC/CSRC                           |
 */
export function formatBye(ssrc: number): Buffer {
  const packet = Buffer.alloc(16);
  packet.writeUInt32BE(0x80c90001, 0);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(0x81cb0001, 8);
  packet.writeUInt32BE(ssrc, 12);
  return packet;
}
