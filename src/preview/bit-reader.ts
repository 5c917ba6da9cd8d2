/** Reads numbers bit by bit, the most significant bit first. Each method throws RangeError at the end of the data. */
export class BitReader {
  readonly #data: Buffer;
  #position = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  /** In bits. */
  get position(): number {
    return this.#position;
  }

  /** An unsigned number of up to 32 bits. */
  bits(count: number): number {
    if (this.#position + count > this.#data.length * 8) throw new RangeError('the data ends');
    let value = 0;
    for (let left = count; left > 0; ) {
      const byte = this.#data[this.#position >> 3] ?? 0;
      const available = 8 - (this.#position & 7);
      const taken = Math.min(left, available);
      value = value * 2 ** taken + ((byte >> (available - taken)) & (2 ** taken - 1));
      this.#position += taken;
      left -= taken;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    if (this.#position + count > this.#data.length * 8) throw new RangeError('the data ends');
    this.#position += count;
  }

  /** ue(v), Exp-Golomb. ITU-T H.264 9.1 */
  unsigned(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 32) throw new RangeError('no Exp-Golomb code');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). ITU-T H.264 9.1.1 */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** The payload of a NAL unit without the bytes that keep it from looking like a start code. ITU-T H.264 7.4.1, H.265 7.4.2 */
export function rawPayload(nalUnit: Buffer, headerBytes: number): Buffer {
  const raw = Buffer.allocUnsafe(nalUnit.length);
  let size = 0;
  let zeros = 0;
  for (const byte of nalUnit.subarray(headerBytes)) {
    const isPrevention = zeros >= 2 && byte === 3;
    zeros = byte === 0 ? zeros + 1 : 0;
    if (isPrevention) continue;
    raw[size] = byte;
    size += 1;
  }
  return raw.subarray(0, size);
}
