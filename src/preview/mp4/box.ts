/** A box: four bytes of size, four of type, and what is in it. ISO/IEC 14496-12 4.2 */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const sizeBytes = content.reduce((sum, { length }) => sum + length, 8);
  const header = Buffer.allocUnsafe(8);
  header.writeUInt32BE(sizeBytes, 0);
  header.write(type, 4, 4, 'latin1');
  return Buffer.concat([header, ...content], sizeBytes);
}

/** A box with a version and flags. ISO/IEC 14496-12 4.2.2 */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

/** Unsigned numbers of 8 bits, one after the other; as {@link u16} and {@link u32} for theirs. */
export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function u16(...values: readonly number[]): Buffer {
  const data = Buffer.allocUnsafe(values.length * 2);
  for (const [index, value] of values.entries()) data.writeUInt16BE(value, index * 2);
  return data;
}

export function u32(...values: readonly number[]): Buffer {
  const data = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) data.writeUInt32BE(value, index * 4);
  return data;
}

export function u64(value: number): Buffer {
  const data = Buffer.allocUnsafe(8);
  data.writeBigUInt64BE(BigInt(value));
  return data;
}

export function zeros(sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes);
}
