import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Hashes a password by scrypt (RFC 7914), as text in the PHC string format: `$scrypt$ln=15,r=8,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  const { ln, r, p } = COST;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Takes as long for a wrong password as for the right one. */
export async function fitsPasswordHash(password: string, text: string): Promise<boolean> {
  const parsed = parse(text);
  if (parsed === null) return false;
  const hash = await derive(password, parsed.salt, parsed.cost, parsed.hash.length);
  return timingSafeEqual(hash, parsed.hash);
}

export function isPasswordHash(text: string): boolean {
  return parse(text) !== null;
}

interface Cost {
  /** The logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Takes a core about a tenth of a second, and 32 MiB. */
const COST: Cost = { ln: 15, r: 8, p: 1 };
const HASH_BYTES = 32;
/** What a hash in the file may ask for: each login pays for it. */
const MAX_COST: Cost = { ln: 17, r: 16, p: 4 };

const FORMAT =
  /^\$scrypt\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[A-Za-z0-9+/]{11,86})\$(?<hash>[A-Za-z0-9+/]{22,86})$/;

function parse(text: string): { cost: Cost; salt: Buffer; hash: Buffer } | null {
  const { ln, r, p, salt = '', hash = '' } = FORMAT.exec(text)?.groups ?? {};
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isBounded = cost.ln >= 10 && cost.r >= 1 && cost.p >= 1;
  if (!isBounded || cost.ln > MAX_COST.ln || cost.r > MAX_COST.r || cost.p > MAX_COST.p) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function derive(password: string, salt: Buffer, { ln, r, p }: Cost, bytes: number): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
