import { formatNetworkAddress, type NetworkAddress } from '../util/network-address.js';

/** How a source can be asked whether it is there: as a player of RTMP, by connecting to its port, or not at all. */
export type ProbeTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'connect'; readonly address: NetworkAddress }
  | PlayTarget;

export interface PlayTarget {
  readonly kind: 'play';
  readonly address: NetworkAddress;
  readonly tls: boolean;
  readonly app: string;
  readonly playPath: string;
  readonly tcUrl: string;
}

/**
 * Takes a URL apart as FFmpeg does (libavformat/utils.c `av_url_split`, rtmpproto.c `rtmp_open`), quirks included:
 * what is probed has to be what would be played. So nothing is decoded or normalised.
 */
export function probeTarget(url: string): ProbeTarget {
  const match = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#]*)(?<path>.*)$/is.exec(url);
  const scheme = match?.groups?.['scheme']?.toLowerCase() ?? '';
  const defaultPort = DEFAULT_PORTS.get(scheme);
  if (match?.groups === undefined || defaultPort === undefined) return { kind: 'none' };
  const authority = match.groups['authority'] ?? '';
  // The last @ counts.
  const at = authority.lastIndexOf('@');
  const address = readAddress(authority.slice(at + 1), defaultPort);
  if (address === undefined) return { kind: 'none' };
  // With user and password FFmpeg answers Adobe's challenges, which would have to be repeated here.
  const authenticates = authority.slice(0, Math.max(0, at)).includes(':');
  if (!scheme.startsWith('rtmp') || authenticates) return { kind: 'connect', address };

  const { app, name } = splitPath(match.groups['path'] ?? '');
  return {
    kind: 'play',
    address,
    tls: scheme === 'rtmps',
    app,
    playPath: playPathOf(name),
    tcUrl: `${scheme}://${formatNetworkAddress(address)}/${app}`,
  };
}

/** What FFmpeg connects to over TCP, and its default ports. SRT is UDP: nobody there refuses or accepts. */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['rtmp', 1935],
  ['rtmps', 443],
  ['rtsp', 554],
  ['rtsps', 322],
  ['http', 80],
  ['https', 443],
]);

function readAddress(text: string, defaultPort: number): NetworkAddress | undefined {
  const match = /^(?:\[(?<v6>[^\]\s]+)\]|(?<host>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/.exec(text);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  const port = Number(match?.groups?.['port'] ?? defaultPort);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** Application and stream name. A query stays where it stands, which is at the name unless it holds a slash. */
function splitPath(path: string): { readonly app: string; readonly name: string } {
  const query = path.indexOf('?');
  if (query !== -1 && path.includes('slist=', query)) {
    const [name = ''] = path.slice(path.indexOf('slist=') + 'slist='.length).split('&');
    return { app: path.slice(1), name };
  }
  const onDemand = '/ondemand/';
  if (path.startsWith(onDemand)) return { app: 'ondemand', name: path.slice(onDemand.length) };

  const first = path.indexOf('/', 1);
  if (first === -1) return { app: path.slice(1), name: '' };
  // The application may have an instance, "app/instance/name", unless a colon says that the name begins before.
  const second = path.indexOf('/', first + 1);
  const colon = path.indexOf(':', first + 1);
  const end = second === -1 || (colon !== -1 && colon < second) ? first : second;
  return { app: path.slice(1, end), name: path.slice(end + 1) };
}

/** Flash's names of files: `mp4:` before those that end in .mp4 or .f4v, and no .flv. */
function playPathOf(name: string): string {
  if (!name.includes(':') && /\.(?:mp4|f4v)$/.test(name)) return `mp4:${name}`;
  return name.replace(/\.flv$/, '');
}
