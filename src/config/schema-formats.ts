import { parseBitRate } from '../util/bit-rate.js';
import { parseByteSize } from '../util/byte-size.js';
import { parseDigestHash } from '../util/digest-hash.js';
import { parseDuration } from '../util/duration.js';
import { parseNetworkAddress } from '../util/network-address.js';
import { isPasswordHash } from '../util/password-hash.js';
import { parsePortRange } from '../util/port-range.js';

/** What the formats of the schema mean: whether a text fits. They hold the bounds that a pattern cannot. */
export const SCHEMA_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  // Of a hash that is mistyped nobody would get in.
  password: (text) => {
    if (text.startsWith('$digest$')) return parseDigestHash(text) !== null;
    return !text.startsWith('$scrypt$') || isPasswordHash(text);
  },
  'network-address': (text) => text === 'off' || parseNetworkAddress(text) !== undefined,
  'port-range': (text) => parsePortRange(text) !== undefined,
  'watch-time': (text) => isWithin(parseDuration(text), 1_000, DAY_MS),
  'watch-time-or-off': (text) => text === 'off' || isWithin(parseDuration(text), 1_000, DAY_MS),
  'first-delay': (text) => isWithin(parseDuration(text), 100, HOUR_MS),
  'longest-delay': (text) => isWithin(parseDuration(text), 100, DAY_MS),
  'video-bit-rate': (text) => isWithin(parseBitRate(text), 10_000, 500_000_000),
  'audio-bit-rate': (text) => isWithin(parseBitRate(text), 6_000, 1_000_000),
  'memory-size': (text) => text === 'off' || isWithin(parseByteSize(text), 32 * 2 ** 20, 2 ** 40),
  'picture-size': (text) =>
    text.split('x').every((side) => isWithin(Number(side), 16, 8_192) && Number(side) % 2 === 0),
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function isWithin(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && value >= min && value <= max;
}
