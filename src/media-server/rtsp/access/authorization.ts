/** Reads an `Authorization` header (RFC 7616 3.4, RFC 7617). Null for what is neither Digest nor Basic, or lacks something. */
export function parseAuthorization(header: string): Authorization | null {
  const { scheme = '', rest = '' } = /^\s*(?<scheme>[A-Za-z]+)\s+(?<rest>.*)$/s.exec(header)?.groups ?? {};
  if (scheme.toLowerCase() === 'basic') return parseBasic(rest.trim());
  return scheme.toLowerCase() === 'digest' ? parseDigest(rest) : null;
}

export type Authorization = BasicAuthorization | DigestAuthorization;

export interface BasicAuthorization {
  readonly scheme: 'basic';
  readonly user: string;
  readonly password: string;
}

export interface DigestAuthorization {
  readonly scheme: 'digest';
  readonly user: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  /** In lower case. */
  readonly response: string;
  readonly algorithm: 'md5' | 'sha256';
  /** Null: as in RFC 2069, which many players still speak. */
  readonly protection: { readonly count: string; readonly clientNonce: string } | null;
}

function parseBasic(text: string): BasicAuthorization | null {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1) return null;
  return { scheme: 'basic', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function parseDigest(text: string): DigestAuthorization | null {
  const given = parameters(text);
  const user = given.get('username');
  const [realm, nonce, uri] = [given.get('realm'), given.get('nonce'), given.get('uri')];
  const response = given.get('response')?.toLowerCase();
  const algorithm = ALGORITHMS.get((given.get('algorithm') ?? 'MD5').toUpperCase());
  if (user === undefined || realm === undefined || nonce === undefined || uri === undefined) return null;
  if (response === undefined || algorithm === undefined) return null;
  const common = { scheme: 'digest', user, realm, nonce, uri, response, algorithm } as const;
  if (!given.has('qop')) return { ...common, protection: null };
  const [count = '', clientNonce] = [given.get('nc'), given.get('cnonce')];
  const isWhole = given.get('qop') === 'auth' && /^[0-9a-fA-F]{8}$/.test(count) && clientNonce !== undefined;
  return isWhole ? { ...common, protection: { count, clientNonce } } : null;
}

/** RFC 7235 2.1: tokens and quoted strings. Of one that is given twice the first counts. */
function parameters(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { groups } of text.matchAll(PARAMETER)) {
    const { name = '', quoted, token = '' } = groups ?? {};
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
  }
  return found;
}

const PARAMETER = /(?<name>[A-Za-z-]+)\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<token>[^\s,"]+))\s*(?:,|$)/g;

const ALGORITHMS: ReadonlyMap<string, DigestAuthorization['algorithm']> = new Map([
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
]);
