import { createHash } from 'node:crypto';
import type { PasswordDigests } from '../../../util/digest-hash.js';
import { isSameSecret } from '../../../util/same-secret.js';
import type { DigestAuthorization } from './authorization.js';

/** Whether who made this response to a challenge knows the password. RFC 7616 3.4.1; without protection RFC 2069 2.1.2 */
export function fitsResponse(given: DigestAuthorization, method: string, digests: PasswordDigests): boolean {
  const { algorithm, nonce, protection, uri, response } = given;
  const hash = (...parts: readonly string[]): string =>
    createHash(algorithm).update(parts.join(':'), 'utf8').digest('hex');
  const [secret, request] = [digests[algorithm], hash(method, uri)];
  const expected =
    protection === null
      ? hash(secret, nonce, request)
      : hash(secret, nonce, protection.count, protection.clientNonce, 'auth', request);
  return isSameSecret(response, expected);
}
