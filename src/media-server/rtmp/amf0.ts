import { limits } from './limits.js';
import { RtmpError } from './rtmp-error.js';

/** What AMF0 can say, as far as RTMP uses it. Objects have no prototype, whatever names they hold. */
export type AmfValue = number | boolean | string | null | undefined | Date | AmfObject | readonly AmfValue[];

export interface AmfObject {
  readonly [key: string]: AmfValue;
}

/** All values of `bytes`, from `offset` on. Throws {@link RtmpError} for a cut, an unknown or an excessive one. */
export function decodeAmf0(bytes: Buffer, offset = 0): AmfValue[] {
  const reader = new Amf0Reader(bytes, offset);
  const values: AmfValue[] = [];
  while (!reader.atEnd) values.push(reader.value(0));
  return values;
}

/** The first value, and where the next one begins. */
export function decodeFirstAmf0(bytes: Buffer): { readonly value: AmfValue; readonly end: number } {
  const reader = new Amf0Reader(bytes, 0);
  const value = reader.value(0);
  return { value, end: reader.position };
}

export function encodeAmf0(...values: readonly AmfValue[]): Buffer {
  const parts: Buffer[] = [];
  for (const value of values) encodeValue(parts, value);
  return Buffer.concat(parts);
}

export function isAmfObject(value: AmfValue): value is AmfObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** AMF0 specification (Adobe, 2007), 2.1. */
const marker = {
  number: 0x00,
  boolean: 0x01,
  string: 0x02,
  object: 0x03,
  null: 0x05,
  undefined: 0x06,
  ecmaArray: 0x08,
  objectEnd: 0x09,
  strictArray: 0x0a,
  date: 0x0b,
  longString: 0x0c,
  unsupported: 0x0d,
  xml: 0x0f,
  typedObject: 0x10,
} as const;

class Amf0Reader {
  readonly #bytes: Buffer;
  position: number;
  #values = 0;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.#bytes.length;
  }

  value(depth: number): AmfValue {
    if (depth > limits.amfDepth) throw new RtmpError('amf', 'AMF values are nested too deeply');
    if (++this.#values > limits.amfValues) throw new RtmpError('amf', 'too many AMF values');
    const kind = this.#bytes.readUInt8(this.#take(1));
    switch (kind) {
      case marker.number:
        return this.#bytes.readDoubleBE(this.#take(8));
      case marker.boolean:
        return this.#bytes.readUInt8(this.#take(1)) !== 0;
      case marker.string:
        return this.#string(this.#bytes.readUInt16BE(this.#take(2)));
      case marker.longString:
      case marker.xml:
        return this.#string(this.#bytes.readUInt32BE(this.#take(4)));
      case marker.null:
        return null;
      case marker.undefined:
      case marker.unsupported:
        return undefined;
      case marker.object:
        return this.#object(depth);
      case marker.ecmaArray:
        this.#take(4); // 2.10: the count is a hint, and often zero
        return this.#object(depth);
      case marker.typedObject:
        this.#string(this.#bytes.readUInt16BE(this.#take(2)));
        return this.#object(depth);
      case marker.strictArray:
        return this.#array(depth);
      case marker.date: {
        const date = new Date(this.#bytes.readDoubleBE(this.#take(8)));
        this.#take(2); // 2.13: the time zone is reserved
        return date;
      }
      default:
        throw new RtmpError('amf', 'an AMF value of an unknown or unsupported type');
    }
  }

  #object(depth: number): AmfObject {
    const object: Record<string, AmfValue> = Object.create(null) as Record<string, AmfValue>;
    for (;;) {
      const key = this.#string(this.#bytes.readUInt16BE(this.#take(2)));
      if (key === '' && this.#bytes[this.position] === marker.objectEnd) {
        this.position++;
        return object;
      }
      object[key] = this.value(depth + 1);
    }
  }

  #array(depth: number): AmfValue[] {
    const count = this.#bytes.readUInt32BE(this.#take(4));
    if (count > this.#bytes.length - this.position) throw cut();
    const values: AmfValue[] = [];
    while (values.length < count) values.push(this.value(depth + 1));
    return values;
  }

  #string(sizeBytes: number): string {
    if (sizeBytes > limits.amfStringBytes) throw new RtmpError('amf', 'an AMF string is too long');
    const start = this.#take(sizeBytes);
    return this.#bytes.toString('utf8', start, start + sizeBytes);
  }

  /** Steps over `sizeBytes` and answers where they begin. */
  #take(sizeBytes: number): number {
    const start = this.position;
    if (start + sizeBytes > this.#bytes.length) throw cut();
    this.position += sizeBytes;
    return start;
  }
}

function cut(): RtmpError {
  return new RtmpError('amf', 'an AMF value is cut');
}

function encodeValue(parts: Buffer[], value: AmfValue): void {
  if (value === null) parts.push(Buffer.of(marker.null));
  else if (value === undefined) parts.push(Buffer.of(marker.undefined));
  else if (typeof value === 'number') parts.push(encodeNumber(marker.number, value));
  else if (typeof value === 'boolean') parts.push(Buffer.of(marker.boolean, value ? 1 : 0));
  else if (typeof value === 'string') encodeString(parts, value);
  else if (value instanceof Date) parts.push(encodeNumber(marker.date, value.getTime()), Buffer.alloc(2));
  else if (isAmfObject(value)) encodeObject(parts, value);
  else encodeArray(parts, value);
}

function encodeNumber(kind: number, value: number): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = kind;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeString(parts: Buffer[], value: string): void {
  const text = Buffer.from(value);
  const long = text.length > 0xffff;
  const head = Buffer.allocUnsafe(long ? 5 : 3);
  head[0] = long ? marker.longString : marker.string;
  head.writeUIntBE(text.length, 1, long ? 4 : 2);
  parts.push(head, text);
}

function encodeObject(parts: Buffer[], object: AmfObject): void {
  parts.push(Buffer.of(marker.object));
  for (const [key, value] of Object.entries(object)) {
    const name = Buffer.from(key);
    const length = Buffer.allocUnsafe(2);
    length.writeUInt16BE(name.length);
    parts.push(length, name);
    encodeValue(parts, value);
  }
  parts.push(Buffer.of(0, 0, marker.objectEnd));
}

function encodeArray(parts: Buffer[], values: readonly AmfValue[]): void {
  const head = Buffer.allocUnsafe(5);
  head[0] = marker.strictArray;
  head.writeUInt32BE(values.length, 1);
  parts.push(head);
  for (const value of values) encodeValue(parts, value);
}
