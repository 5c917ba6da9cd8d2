import { createHash, randomBytes } from 'node:crypto';
import type { Credentials } from './rtsp-address.js';

/**
 * What a server is answered that wants to know who asks: the value of `Authorization` for one request, or undefined when its
 * challenge (`WWW-Authenticate`, several joined by commas) is none that is known. RFC 7616, RFC 7617; RFC 2326 16 has them of HTTP.
 *
 * @param uses how often the challenge has been answered, this one included
 */
export function authorization(
  challenge: string,
  { user, password }: Credentials,
  { method, url }: { readonly method: string; readonly url: string },
  uses = 1,
): string | undefined {
  const digest = /(?:^|[\s,])Digest\s+(?<parameters>.*)$/is.exec(challenge)?.groups?.['parameters'];
  if (digest === undefined) {
    if (!/(?:^|[\s,])Basic(?:\s|$)/i.test(challenge)) return undefined;
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  const realm = parameter(digest, 'realm') ?? '';
  const nonce = parameter(digest, 'nonce');
  const algorithm = parameter(digest, 'algorithm');
  const hashName = HASHES.get((algorithm ?? 'MD5').toUpperCase());
  if (nonce === undefined || hashName === undefined) return undefined;
  const hash = (...parts: readonly string[]): string =>
    createHash(hashName).update(parts.join(':')).digest('hex');
  const [secret, request] = [hash(user, realm, password), hash(method, url)];
  // RFC 7616 3.4.1; a server without qop speaks the older RFC 2069.
  const isProtected =
    parameter(digest, 'qop')
      ?.split(/\s*,\s*/)
      .includes('auth') === true;
  const count = uses.toString(16).padStart(8, '0');
  const clientNonce = randomBytes(8).toString('hex');
  const response = isProtected
    ? hash(secret, nonce, count, clientNonce, 'auth', request)
    : hash(secret, nonce, request);
  const opaque = parameter(digest, 'opaque');
  return `Digest ${[
    `username="${quoted(user)}"`,
    `realm="${quoted(realm)}"`,
    `nonce="${quoted(nonce)}"`,
    `uri="${url}"`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${quoted(opaque)}"`]),
    ...(isProtected ? ['qop=auth', `nc=${count}`, `cnonce="${clientNonce}"`] : []),
  ].join(', ')}`;
}

const HASHES = new Map([
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
]);

/** RFC 7235 2.1: a token or a quoted string */
function parameter(parameters: string, name: string): string | undefined {
  const pattern = new RegExp(
    `(?:^|[\\s,])${name}\\s*=\\s*(?:"(?<text>(?:[^"\\\\]|\\\\.)*)"|(?<token>[^\\s,"]+))`,
    'i',
  );
  const { text, token } = pattern.exec(parameters)?.groups ?? {};
  return text?.replace(/\\(.)/g, '$1') ?? token;
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
