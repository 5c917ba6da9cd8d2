import { rtpPayloadStart } from './rtp-packet.js';

/**
 * Says whether a packet holds the beginning of something that a decoder can start at: a key frame, the parameter sets that only
 * stand in front of one, or (H.264) the message that says so of another picture: with open groups of pictures, and with intra
 * refresh, only the first picture of all is a key frame.
 */
export type KeyFrameDetector = (data: Buffer, start: number, end: number) => boolean;

/** The detector of an encoding name (upper case), or undefined when key frames of that codec aren't known here. */
export function keyFrameDetector(encoding: string): KeyFrameDetector | undefined {
  return unitDetector(encoding, isH264Key, isH265Key);
}

/** Says whether a packet holds, or begins, a sequence parameter set; undefined as for {@link keyFrameDetector}. */
export function parameterSetDetector(encoding: string): KeyFrameDetector | undefined {
  return unitDetector(encoding, isH264ParameterSet, isH265ParameterSet);
}

type UnitTypeTest = (type: number, data: Buffer, start: number, end: number) => boolean;

function unitDetector(
  encoding: string,
  isH264Wanted: UnitTypeTest,
  isH265Wanted: UnitTypeTest,
): KeyFrameDetector | undefined {
  switch (encoding) {
    case 'H264':
      return (data, start, end) => startsH264Unit(data, start, end, isH264Wanted);
    case 'H265':
    case 'HEVC':
      return (data, start, end) => startsH265Unit(data, start, end, isH265Wanted);
    default:
      return undefined;
  }
}

/** RFC 6184 5.2: single NAL units 1–23, STAP-A 24, FU-A 28 */
function startsH264Unit(data: Buffer, start: number, end: number, isWanted: UnitTypeTest): boolean {
  const payload = rtpPayloadStart(data, start, end);
  if (payload >= end) return false;
  const type = (data[payload] ?? 0) & 0x1f;
  if (type === 24) {
    return someUnit(data, payload + 1, end, (at, until) => isWanted((data[at] ?? 0) & 0x1f, data, at, until));
  }
  if (type === 28) {
    // 5.8: S bit, E bit, R bit, type
    const header = data[payload + 1] ?? 0;
    return payload + 1 < end && (header & 0x80) !== 0 && isWanted(header & 0x1f, data, payload + 1, end);
  }
  return isWanted(type, data, payload, end);
}

/** RFC 7798 4.4: single NAL units, AP 48, FU 49; the type is in bits 1 to 6 of the first of two header bytes */
function startsH265Unit(data: Buffer, start: number, end: number, isWanted: UnitTypeTest): boolean {
  const payload = rtpPayloadStart(data, start, end);
  if (payload >= end) return false;
  const type = ((data[payload] ?? 0) >> 1) & 0x3f;
  if (type === 48) {
    return someUnit(data, payload + 2, end, (at, until) =>
      isWanted(((data[at] ?? 0) >> 1) & 0x3f, data, at, until),
    );
  }
  if (type === 49) {
    // 4.4.3: S bit, E bit, type
    const header = data[payload + 2] ?? 0;
    return payload + 2 < end && (header & 0x80) !== 0 && isWanted(header & 0x3f, data, payload + 2, end);
  }
  return isWanted(type, data, payload, end);
}

/** Aggregates hold units one after the other, each behind two bytes of length. */
function someUnit(
  data: Buffer,
  from: number,
  end: number,
  isWanted: (at: number, until: number) => boolean,
): boolean {
  let offset = from;
  while (offset + 2 < end) {
    const size = data.readUInt16BE(offset);
    if (size === 0 || offset + 2 + size > end) return false;
    if (isWanted(offset + 2, offset + 2 + size)) return true;
    offset += 2 + size;
  }
  return false;
}

/** ITU-T H.264 table 7-1: 5 IDR slice, 6 supplemental enhancement information, 7 sequence parameter set */
function isH264Key(type: number, data: Buffer, start: number, end: number): boolean {
  return type === 5 || type === 7 || (type === 6 && holdsRecoveryPoint(data, start + 1, end));
}

/** ITU-T H.264 7.3.2.3.1, D.1.8: whether one of the messages has the type 6, recovery point. */
function holdsRecoveryPoint(data: Buffer, from: number, end: number): boolean {
  let offset = from;
  let zeros = 0;
  /** 7.3.1: a 3 behind two zeros is no part of what is said. */
  const next = (): number => {
    if (zeros >= 2 && data[offset] === 3) {
      zeros = 0;
      offset += 1;
    }
    const byte = offset < end ? (data[offset] ?? 0) : 0;
    zeros = byte === 0 ? zeros + 1 : 0;
    offset += 1;
    return byte;
  };
  const number = (): number => {
    let [sum, byte] = [0, 0];
    do {
      byte = next();
      sum += byte;
    } while (byte === 0xff);
    return sum;
  };
  // Behind the last message there is at least a byte.
  while (offset + 2 < end) {
    const type = number();
    if (type === RECOVERY_POINT) return offset < end;
    for (let left = number(); left > 0 && offset < end; left--) next();
  }
  return false;
}

const RECOVERY_POINT = 6;

/** ITU-T H.265 table 7-1: 16–21 IRAP pictures, 32 VPS, 33 SPS */
function isH265Key(type: number): boolean {
  return (type >= 16 && type <= 21) || type === 32 || type === 33;
}

/** ITU-T H.264 table 7-1: 7 sequence parameter set */
function isH264ParameterSet(type: number): boolean {
  return type === 7;
}

/** ITU-T H.265 table 7-1: 33 SPS */
function isH265ParameterSet(type: number): boolean {
  return type === 33;
}
