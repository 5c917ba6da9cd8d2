import { limits } from '../limits.js';

/**
 * RFC 2326 12.39: `RTP/AVP[/lower];parameter;…`, alternatives after commas, best first. Alternatives that can't be
 * read are left out; undefined when the header as a whole is too long or none is left.
 */
export function parseTransports(text: string): Transport[] | undefined {
  const parts = text.split(',');
  if (parts.length > limits.transports) return undefined;
  const transports = parts.map(parseTransport).filter((transport) => transport !== undefined);
  return transports.length === 0 ? undefined : transports;
}

export function formatTransport(transport: Transport): string {
  const { profile, lower, delivery, interleaved, clientPort, serverPort, ssrc, mode } = transport;
  const words = [lower === 'udp' ? profile : `${profile}/TCP`, delivery];
  if (interleaved !== undefined) words.push(`interleaved=${formatPair(interleaved)}`);
  if (clientPort !== undefined) words.push(`client_port=${formatPair(clientPort)}`);
  if (serverPort !== undefined) words.push(`server_port=${formatPair(serverPort)}`);
  if (ssrc !== undefined) words.push(`ssrc=${ssrc.toString(16).toUpperCase().padStart(8, '0')}`);
  if (mode !== undefined) words.push(`mode=${mode}`);
  return words.join(';');
}

export interface Transport {
  /** `RTP/AVP`, `RTP/SAVP`, … in upper case. */
  readonly profile: string;
  readonly lower: 'udp' | 'tcp';
  readonly delivery: 'unicast' | 'multicast';
  /** Channels or ports: RTP, RTCP. */
  readonly interleaved?: Pair;
  readonly clientPort?: Pair;
  readonly serverPort?: Pair;
  readonly ssrc?: number;
  readonly mode?: 'play' | 'record';
}

export type Pair = readonly [rtp: number, rtcp: number];

function parseTransport(text: string): Transport | undefined {
  const [protocol = '', ...parameters] = text.split(';').map((word) => word.trim());
  const match = /^(?<profile>RTP\/S?AVPF?)(?:\/(?<lower>UDP|TCP))?$/i.exec(protocol);
  const { profile, lower } = match?.groups ?? {};
  if (profile === undefined) return undefined;
  const transport: { -readonly [Key in keyof Transport]: Transport[Key] } = {
    profile: profile.toUpperCase(),
    lower: lower?.toUpperCase() === 'TCP' ? 'tcp' : 'udp',
    // RFC 2326 says multicast when nothing is said; every client that says nothing means unicast.
    delivery: 'unicast',
  };
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2).map((word) => word.trim());
    const apply = parameterParsers.get(name.toLowerCase());
    // Unknown ones (destination, ttl, append, …) change nothing for us.
    if (apply !== undefined && !apply(transport, value.replace(/^"(.*)"$/, '$1'))) return undefined;
  }
  return transport;
}

type Draft = { -readonly [Key in keyof Transport]: Transport[Key] };

/** Each sets what it reads and answers whether it could. */
const parameterParsers = new Map<string, (draft: Draft, value: string) => boolean>([
  ['unicast', (draft) => setDelivery(draft, 'unicast')],
  ['multicast', (draft) => setDelivery(draft, 'multicast')],
  ['interleaved', (draft, value) => setPair(draft, 'interleaved', value, 255)],
  ['client_port', (draft, value) => setPair(draft, 'clientPort', value, 65_535)],
  ['server_port', (draft, value) => setPair(draft, 'serverPort', value, 65_535)],
  [
    'ssrc',
    (draft, value) => {
      // Some cameras put blanks in front, or send garbage: it is only a hint, so never a reason to refuse.
      if (/^[0-9a-f]{1,8}$/i.test(value)) draft.ssrc = Number.parseInt(value, 16);
      return true;
    },
  ],
  [
    'mode',
    (draft, value) => {
      const mode = value.toLowerCase();
      // Old Live555 says RECEIVE for RECORD.
      if (mode === 'record' || mode === 'receive') draft.mode = 'record';
      else if (mode === 'play') draft.mode = 'play';
      else return false;
      return true;
    },
  ],
]);

function setDelivery(draft: Draft, delivery: Transport['delivery']): boolean {
  draft.delivery = delivery;
  return true;
}

/** `a-b`, or `a` alone, which means a and the one after it. */
function setPair(
  draft: Draft,
  key: 'interleaved' | 'clientPort' | 'serverPort',
  text: string,
  max: number,
): boolean {
  const { first, second } = /^(?<first>\d{1,5})(?:-(?<second>\d{1,5}))?$/.exec(text)?.groups ?? {};
  if (first === undefined) return false;
  const rtp = Number(first);
  const rtcp = second === undefined ? rtp + 1 : Number(second);
  if (rtp > max || rtcp > max || rtp === rtcp) return false;
  draft[key] = [rtp, rtcp];
  return true;
}

function formatPair([rtp, rtcp]: Pair): string {
  return `${rtp}-${rtcp}`;
}
