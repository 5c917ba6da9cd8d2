import { describe, expect, it } from 'vitest';
import { fitsPasswordHash, hashPassword, isPasswordHash } from '../../src/util/password-hash.js';

/** RFC 7914 section 12, the third vector: N = 16384, r = 8, p = 1, with 64 bytes. */
const VECTOR = `$scrypt$ln=14,r=8,p=1$${b64(Buffer.from('SodiumChloride'))}$${b64(
  Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    'hex',
  ),
)}`;

function b64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

describe('a password hash', () => {
  it('fits its password and no other', async () => {
    const hash = await hashPassword('correct horse');
    expect(isPasswordHash(hash)).toBe(true);
    expect(hash).not.toBe(await hashPassword('correct horse'));
    expect(await fitsPasswordHash('correct horse', hash)).toBe(true);
    expect(await fitsPasswordHash('correct horse ', hash)).toBe(false);
    expect(await fitsPasswordHash('', hash)).toBe(false);
  });

  it('is scrypt as the RFC has it', async () => {
    expect(await fitsPasswordHash('pleaseletmein', VECTOR)).toBe(true);
  });

  it.each([
    'correct horse',
    '',
    '$scrypt$ln=15,r=8,p=1$$',
    '$scrypt$ln=99,r=8,p=1$X68ogIZ7Y3Ag+BA13j0oQA$ynRWgzXiJsESsNOufvYesT91HQwDSx61kaEZIscKEMw',
    '$scrypt$ln=15,r=99,p=1$X68ogIZ7Y3Ag+BA13j0oQA$ynRWgzXiJsESsNOufvYesT91HQwDSx61kaEZIscKEMw',
    '$2b$10$X68ogIZ7Y3Ag+BA13j0oQA',
  ])('is none, or asks for too much: %j', async (text) => {
    expect(isPasswordHash(text)).toBe(false);
    expect(await fitsPasswordHash('correct horse', text)).toBe(false);
  });
});
