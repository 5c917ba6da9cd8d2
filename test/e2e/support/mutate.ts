import type { Random } from './random.js';

/** Another one of `samples`, changed in a few places as a fault or an attacker would; now and then nothing but noise. */
export function mutate(samples: readonly Buffer[], random: Random): Buffer {
  if (random.integer(32) === 0) return random.bytes(random.integer(600));
  let bytes: Buffer = Buffer.from(pick(samples, random));
  for (let changes = random.integer(5); changes > 0; changes--) bytes = change(bytes, samples, random);
  return bytes;
}

function change(bytes: Buffer, samples: readonly Buffer[], random: Random): Buffer {
  const at = random.integer(bytes.length + 1);
  switch (random.integer(8)) {
    case 0: // cut short
      return bytes.subarray(0, at);
    case 1: // a piece is missing
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(16))]);
    case 2: // a piece twice, or many times
      return Buffer.concat([
        bytes.subarray(0, at),
        repeat(bytes.subarray(at, at + 1 + random.integer(24)), random),
        bytes.subarray(at),
      ]);
    case 3: // noise in between
      return Buffer.concat([bytes.subarray(0, at), random.bytes(random.integer(40)), bytes.subarray(at)]);
    case 4: // goes on as another one
      return Buffer.concat([bytes.subarray(0, at), tail(pick(samples, random), random)]);
    case 5: // a length or a count that is none
      return overwrite(bytes, at, pick(EXTREMES, random));
    case 6:
      return overwrite(
        bytes,
        at,
        Buffer.of(bytes[at] === undefined ? 0 : bytes[at] ^ (1 << random.integer(8))),
      );
    default:
      return overwrite(bytes, at, Buffer.of(random.integer(256)));
  }
}

const EXTREMES = [
  '00000000',
  'ffffffff',
  '7fffffff',
  '80000000',
  'ffff',
  '00',
  'ffffff',
  '0d0a',
  '0d0a0d0a',
  '24',
].map((text) => Buffer.from(text, 'hex'));

function overwrite(bytes: Buffer, at: number, value: Buffer): Buffer {
  value.copy(bytes, Math.min(at, Math.max(0, bytes.length - value.length)));
  return bytes;
}

function repeat(piece: Buffer, random: Random): Buffer {
  const times = random.integer(8) === 0 ? 200 : 1;
  return Buffer.concat(Array.from({ length: times }, () => piece));
}

function tail(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(random.integer(bytes.length + 1));
}

function pick<T>(from: readonly T[], random: Random): T {
  const found = from[random.integer(from.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}
