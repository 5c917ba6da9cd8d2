import { PreviewProblem } from '../preview-problem.js';

/** Takes the URL of a stream apart, so that credentials never stand in a request line. Throws PreviewProblem. */
export function parseRtspAddress(text: string): RtspAddress {
  if (!/^rtsps?:\/\/./i.test(text) || !URL.canParse(text)) {
    throw new PreviewProblem('not-found', 'The address of the stream is none of RTSP.');
  }
  const { protocol, hostname, port, pathname, search, username, password } = new URL(text);
  const isEncrypted = protocol === 'rtsps:';
  return {
    // An IPv6 address stands in brackets in a URL and nowhere else.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isEncrypted ? 322 : 554) : Number(port),
    isEncrypted,
    url: `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${pathname}${search}`,
    credentials:
      username === '' && password === ''
        ? null
        : { user: percentDecoded(username), password: percentDecoded(password) },
  };
}

export interface RtspAddress {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** Without credentials, as requests have it. */
  readonly url: string;
  readonly credentials: Credentials | null;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no valid escapes: it is meant as it stands
  }
}
