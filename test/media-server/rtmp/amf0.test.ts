import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AmfValue,
  decodeAmf0,
  decodeFirstAmf0,
  encodeAmf0,
} from '../../../src/media-server/rtmp/amf0.js';
import { RtmpError } from '../../../src/media-server/rtmp/rtmp-error.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('AMF0', () => {
  it.each<[string, string, AmfValue]>([
    ['a number', '00 3ff0000000000000', 1],
    ['true', '01 01', true],
    ['false', '01 00', false],
    ['a string', '02 0003 616263', 'abc'],
    ['UTF-8', '02 0002 d18f', 'я'],
    ['an empty string', '02 0000', ''],
    ['null', '05', null],
    ['undefined', '06', undefined],
    ['an object', '03 0001 61 01 01 0000 09', { a: true }],
    ['nested objects', '03 0001 61 03 0000 09 0000 09', { a: {} }],
    ['a strict array', '0a 00000002 05 0101', [null, true]],
    ['a date', '0b 0000000000000000 0000', new Date(0)],
  ])('reads and writes %s', (_, bytes, value) => {
    expect(decodeAmf0(hex(bytes))).toEqual([value]);
    expect(encodeAmf0(value)).toEqual(hex(bytes));
  });

  it.each<[string, string, AmfValue]>([
    ['an ECMA array, whatever its count', '08 00000000 0001 61 05 0000 09', { a: null }],
    ['a typed object', '10 0001 54 0001 61 05 0000 09', { a: null }],
    ['a long string', '0c 00000001 61', 'a'],
    ['unsupported', '0d', undefined],
    ['a key that is empty', '03 0000 05 0000 09', { '': null }],
  ])('reads %s', (_, bytes, value) => {
    expect(decodeAmf0(hex(bytes))).toEqual([value]);
  });

  it.each([
    ['a cut number', '00 3ff0'],
    ['a cut string', '02 0003 6162'],
    ['an object without end', '03 0001 61 05'],
    ['an array that claims more than there is', '0a ffffffff 05'],
    ['a string that claims too much', '0c ffffffff 61'],
    ['AMF3 inside', '11 01'],
    ['a reference', '07 0000'],
    ['an unknown type', 'ff'],
    ['too deep', '0a00000001'.repeat(30)],
    ['too many values', '05'.repeat(10_001)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeAmf0(hex(bytes))).toThrow(RtmpError);
  });

  it('takes no prototype from the network', () => {
    const [value] = decodeAmf0(hex('03 0009 5f5f70726f746f5f5f 03 0001 78 0101 0000 09 0000 09'));
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('says where the next value begins', () => {
    expect(decodeFirstAmf0(hex('02 0001 61 05'))).toEqual({ value: 'a', end: 4 });
  });

  it('writes long strings, and reads them up to the bound', () => {
    expect(decodeAmf0(encodeAmf0('x'.repeat(65_536)))).toEqual(['x'.repeat(65_536)]);
    expect(() => decodeAmf0(encodeAmf0('x'.repeat(65_537)))).toThrow(RtmpError);
  });

  it('reads what it writes', () => {
    const leaf = fc.oneof(fc.double({ noNaN: true }), fc.boolean(), fc.string(), fc.constant(null));
    const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string({ minLength: 1 }), leaf));
    fc.assert(
      fc.property(value, (given) => {
        const [read] = decodeAmf0(encodeAmf0(given));
        expect(JSON.stringify(read)).toBe(JSON.stringify(given));
      }),
    );
  });

  it('answers random bytes with values or its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeAmf0(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RtmpError);
        }
      }),
    );
  });
});
