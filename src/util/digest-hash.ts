import { createHash } from 'node:crypto';

/**
 * What Digest authentication (RFC 7616 3.4.2) needs to know of a password: hashes of user, realm and password, in hexadecimal. Whoever
 * has one can log in by it at a server of this realm: it is to be kept like the password itself.
 */
export interface PasswordDigests {
  readonly md5: string;
  readonly sha256: string;
}

/** Fixed: a digest that stands in a file holds for one realm. */
export const DIGEST_REALM = 'KazStreamLink';

export function passwordDigests(user: string, password: string): PasswordDigests {
  const text = `${user}:${DIGEST_REALM}:${password}`;
  const hash = (name: string): string => createHash(name).update(text, 'utf8').digest('hex');
  return { md5: hash('md5'), sha256: hash('sha256') };
}

/** As it stands in `users`. */
export function formatDigestHash({ md5, sha256 }: PasswordDigests): string {
  return `$digest$md5=${md5},sha256=${sha256}`;
}

/** Null for any other text. */
export function parseDigestHash(text: string): PasswordDigests | null {
  const { md5, sha256 } =
    /^\$digest\$md5=(?<md5>[0-9a-f]{32}),sha256=(?<sha256>[0-9a-f]{64})$/.exec(text)?.groups ?? {};
  return md5 === undefined || sha256 === undefined ? null : { md5, sha256 };
}
