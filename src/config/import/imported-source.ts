import { SOURCE_PATTERN } from '../source-schema.js';

/**
 * The address of a source as streams.yaml can have it. What it lacks of one that many programs take is mended: characters in user and
 * password that have to be written percent-encoded.
 */
export function importedSource(text: string): ImportedSource {
  const trimmed = text.trim();
  if (isSource(trimmed)) return { ok: true, source: trimmed };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return refused('it has no address of a source', 'Write a URL, or push:NAME for whoever pushes.');
  if (!KNOWN_SCHEMES.includes(scheme))
    return refused(
      `sources of the kind "${scheme}:" are not known here`,
      `Write an address that begins with ${KNOWN_SCHEMES.slice(0, -1).join(', ')} or ${KNOWN_SCHEMES.at(-1)}.`,
    );
  const mended = withEncodedUser(trimmed);
  if (mended !== null && isSource(mended)) return { ok: true, source: mended };
  return refused(
    'its address is written in a way that is not known here',
    'Write it by hand, with / ? # @ and the like in user and password percent-encoded.',
  );
}

export type ImportedSource =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

const KNOWN_SCHEMES = ['rtmp', 'rtmps', 'rtsp', 'rtsps', 'srt', 'http', 'https'];
const SOURCE = new RegExp(SOURCE_PATTERN);

/** References may stand for any part of it. */
function isSource(text: string): boolean {
  return SOURCE.test(text.replace(/\$\{[^}]*\}/g, 'x')) || /^\$\{[^}]*\}$/.test(text);
}

function withEncodedUser(text: string): string | null {
  // The last @ ends the password, however many are in it.
  const match = /^([a-z]+:\/\/)([^:@/]*):(.+)@([^@]+)$/i.exec(text);
  if (match === null) return null;
  const [, scheme = '', user = '', password = '', rest = ''] = match;
  return `${scheme}${encoded(user)}:${encoded(password)}@${rest}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/%25([0-9A-F]{2})/gi, '%$1');
}

function refused(message: string, remedy: string): ImportedSource {
  return { ok: false, message, remedy };
}
