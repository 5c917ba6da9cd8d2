import { STILL_AGENT } from '../../state/preview-agents.js';
import type { Refusals } from '../refusals.js';
import { isOwnMachine } from '../remote-address.js';
import type { Visitor } from './access/gatekeeper.js';
import { findAnnouncedMedia } from './control-url.js';
import { RequestError } from './errors.js';
import { LIVE_RANGE, readRange } from './headers/range.js';
import { formatRtpInfo } from './headers/rtp-info.js';
import { formatSession, parseSession } from './headers/session.js';
import { formatTransport, type Pair, parseTransports, type Transport } from './headers/transport.js';
import { limits, type Timeouts } from './limits.js';
import type { RtspRequest } from './message-reader.js';
import { PublisherSession } from './publisher-session.js';
import { type ReaderConnection, ReaderSession } from './reader-session.js';
import { contentBase, parseRequestUrl, pathOf, splitTrack } from './request-url.js';
import type { RtspResponse } from './response.js';
import { formatSdp, parseSdp } from './sdp.js';
import type { Session } from './session.js';
import type { SessionHost } from './session-host.js';
import { nextState, type SessionMethod, type SessionState } from './session-state.js';
import type { UdpTransport } from './udp-transport.js';

/**
 * Serves one request. Only the first SETUP over UDP has to wait for something. Throws, or rejects with,
 * {@link RequestError}.
 */
export function handleRequest(peer: RequestPeer, request: RtspRequest): Answer | Promise<Answer> {
  // RFC 2326 12.32: options that a client requires; there are none here.
  const required = request.headers.get('require') ?? request.headers.get('proxy-require');
  if (required !== undefined) return { status: 551, headers: [['Unsupported', required]] };
  const handle = handlers.get(request.method);
  if (handle === undefined) throw new RequestError(501, 'method is not implemented');
  const waitMs = peer.isKnown || peer.sessions.size > 0 ? 0 : peer.host.requestWaitMs(peer);
  if (waitMs === 0) return handle(peer, request);
  // What comes on the connection after it waits as well.
  return new Promise((resolve) => setTimeout(resolve, waitMs)).then(() => {
    if (peer.isClosed) throw new RequestError(454, 'connection is closed');
    return handle(peer, request);
  });
}

/** The connection, as far as the methods need it. */
export interface RequestPeer extends ReaderConnection, Visitor {
  readonly host: MethodHost;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly isClosed: boolean;
  adopt(session: Session): void;
  /** The session gets the connection's interleaved frames. */
  receiveFrames(session: PublisherSession): void;
}

export interface MethodHost extends SessionHost {
  readonly timeouts: Timeouts;
  readonly sessions: Map<string, Session>;
  udp(): UdpTransport | Promise<UdpTransport>;
  readonly refusals: Refusals;
  /** For how many milliseconds a request of somebody who is not known waits. */
  requestWaitMs(peer: Visitor): number;
}

export interface Answer extends RtspResponse {
  /** To be called right after the response was written, in the same turn. */
  readonly after?: () => void;
}

type Handler = (peer: RequestPeer, request: RtspRequest) => Answer | Promise<Answer>;

const handlers = new Map<string, Handler>([
  ['OPTIONS', options],
  ['ANNOUNCE', announce],
  ['DESCRIBE', describe],
  ['SETUP', setup],
  ['RECORD', record],
  ['PLAY', play],
  ['PAUSE', pause],
  ['TEARDOWN', teardown],
  ['GET_PARAMETER', keepAlive],
  ['SET_PARAMETER', keepAlive],
]);

/** RFC 2326 10.1. Live555 keeps its sessions alive with it. */
function options(peer: RequestPeer, request: RtspRequest): Answer {
  if (request.headers.has('session')) findSession(peer, request);
  return { status: 200, headers: [['Public', [...handlers.keys()].join(', ')]] };
}

/** RFC 2326 10.8, 10.9: an empty one is a ping. FFmpeg, VLC and GStreamer use it as such. There are no parameters here (11.3.2). */
function keepAlive(peer: RequestPeer, request: RtspRequest): Answer {
  const status = request.body.trim() === '' ? 200 : 451;
  if (!request.headers.has('session')) return { status };
  return { status, headers: [sessionHeader(peer, findSession(peer, request))] };
}

/** RFC 2326 10.3 */
function announce(peer: RequestPeer, request: RtspRequest): Answer {
  const url = parseRequestUrl(request.url);
  const pathName = pathOf(url);
  const identity = peer.host.gatekeeper.admit(peer, request, 'publish', pathName);
  const { paths, successors } = peer.host;
  if (paths.get(pathName)?.hasPublisher === true && successors.find(pathName, url) === undefined) {
    throw new RequestError(403, 'path has a publisher');
  }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/sdp') throw new RequestError(415, 'ANNOUNCE is not application/sdp');
  const description = parseSdp(request.body);
  checkSessionCount(peer);
  for (const session of peer.sessions.values()) {
    if (session.role === 'publish' && session.state !== 'recording') session.end('announced anew');
  }
  const session = new PublisherSession(peer.host, peer, { pathName, url, description, identity });
  peer.host.sessions.set(session.id, session);
  peer.adopt(session);
  return { status: 200, headers: [sessionHeader(peer, session)] };
}

/** RFC 2326 10.2 */
function describe(peer: RequestPeer, request: RtspRequest): Answer {
  const url = parseRequestUrl(request.url);
  peer.host.gatekeeper.admit(peer, request, 'read', pathOf(url));
  if (!acceptsSdp(request.headers.get('accept'))) throw new RequestError(406, 'the client takes no SDP');
  const path = peer.host.paths.get(pathOf(url));
  if (path === undefined) throw new RequestError(404, 'path has no publisher');
  const body = formatSdp(path.description, {
    id: path.sinceMs,
    name: path.name,
    host: peer.localAddress,
  });
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/sdp'],
      ['Content-Base', contentBase(url)],
    ],
    body,
  };
}

/** RFC 2326 12.1 */
function acceptsSdp(accept: string | undefined): boolean {
  return accept === undefined || accept.trim() === '' || /application\/(?:sdp|\*)|\*\/\*/i.test(accept);
}

/** RFC 2326 10.4 */
function setup(peer: RequestPeer, request: RtspRequest): Answer | Promise<Answer> {
  const header = request.headers.get('transport');
  if (header === undefined) throw new RequestError(400, 'SETUP without Transport');
  const offer = parseTransports(header)?.find((one) => isSupported(one, peer));
  if (offer === undefined) throw new RequestError(461, 'no transport of the client is supported');
  if (offer.lower === 'tcp') return setupTrack(peer, request, offer, undefined);
  const udp = peer.host.udp();
  if (!(udp instanceof Promise)) return setupTrack(peer, request, offer, udp);
  return udp.then(
    (opened) => setupTrack(peer, request, offer, opened),
    (cause: unknown) => {
      throw new RequestError(461, 'no UDP ports could be opened', { cause });
    },
  );
}

/** Beside an encrypted connection packets would go in clear. */
function isSupported({ profile, lower, delivery, clientPort }: Transport, peer: RequestPeer): boolean {
  if (profile !== 'RTP/AVP' || delivery !== 'unicast') return false;
  if (peer.isEncrypted && lower !== 'tcp') return false;
  return lower === 'tcp' || (clientPort !== undefined && !clientPort.includes(0));
}

function setupTrack(
  peer: RequestPeer,
  request: RtspRequest,
  offer: Transport,
  udp: UdpTransport | undefined,
): Answer {
  if (peer.isClosed) throw new RequestError(454, 'connection is closed');
  const url = parseRequestUrl(request.url);
  const found = setupSession(peer, request, offer);
  if (found?.role === 'publish') {
    const state = advance(found, 'SETUP');
    const track = findAnnouncedMedia(found.description, found.announcedUrl, url) ?? splitTrack(url).track;
    if (track === undefined || found.description.medias[track] === undefined) {
      throw new RequestError(404, 'no such track was announced');
    }
    const transport =
      udp === undefined ? setupTcp(peer, found, track, offer) : found.setupUdp(track, offer, udp);
    found.state = state;
    return setupAnswer(peer, found, transport);
  }
  const { url: pathUrl, track: given } = splitTrack(url);
  const identity = peer.host.gatekeeper.admit(peer, request, 'read', pathOf(pathUrl));
  const path = peer.host.paths.get(pathOf(pathUrl));
  if (path === undefined) throw new RequestError(404, 'path has no publisher');
  if (found !== undefined && found.path !== path) throw new RequestError(459, 'session is of another path');
  const state = found === undefined ? 'ready' : advance(found, 'SETUP');
  const { medias } = path.description;
  if (given === undefined && medias.length > 1) throw new RequestError(459, 'SETUP is for one track');
  const track = given ?? 0;
  if (medias[track] === undefined) throw new RequestError(404, 'no such track');
  if (found === undefined) checkSessionCount(peer);
  const session =
    found ?? new ReaderSession(peer.host, peer, path, { isGlance: isGlance(peer, request), identity });
  if (found === undefined) {
    peer.host.sessions.set(session.id, session);
    peer.adopt(session);
  }
  try {
    const transport =
      udp === undefined ? setupTcp(peer, session, track, offer) : session.setupUdp(track, offer, udp);
    session.state = state;
    return setupAnswer(peer, session, transport);
  } catch (error) {
    if (found === undefined) session.end('refused');
    throw error;
  }
}

/** The router's own program for pictures says so when it wants a single one. */
function isGlance(peer: RequestPeer, { headers }: RtspRequest): boolean {
  return headers.get('user-agent') === STILL_AGENT && isOwnMachine(peer.remoteAddress, peer.localAddress);
}

/** FFmpeg's first SETUP after ANNOUNCE has a Session only when the answer to ANNOUNCE had one; GStreamer's never. */
function setupSession(peer: RequestPeer, request: RtspRequest, offer: Transport): Session | undefined {
  if (request.headers.has('session')) return findSession(peer, request);
  if (offer.mode === 'play') return undefined;
  for (const session of peer.sessions.values()) if (session.role === 'publish') return session;
  if (offer.mode === 'record') throw new RequestError(455, 'SETUP to record without ANNOUNCE');
  return undefined;
}

function setupTcp(peer: RequestPeer, session: Session, track: number, offer: Transport): Transport {
  const used = [...peer.sessions.values()].flatMap(({ transports }) =>
    transports.channels(transports === session.transports ? track : undefined),
  );
  const channels = offer.interleaved ?? freePair(used);
  if (channels === undefined || used.includes(channels[0]) || used.includes(channels[1])) {
    throw new RequestError(400, 'interleaved channel is in use');
  }
  return session.transports.addTcp(track, offer, channels);
}

function freePair(used: readonly number[]): Pair | undefined {
  for (let channel = 0; channel < 255; channel += 2) {
    if (!used.includes(channel) && !used.includes(channel + 1)) return [channel, channel + 1];
  }
  return undefined;
}

function setupAnswer(peer: RequestPeer, session: Session, transport: Transport): Answer {
  return {
    status: 200,
    headers: [['Transport', formatTransport(transport)], sessionHeader(peer, session)],
  };
}

/** RFC 2326 10.11 */
function record(peer: RequestPeer, request: RtspRequest): Answer {
  const session = findSession(peer, request);
  const state = advance(session, 'RECORD');
  if (session.role !== 'publish') throw new RequestError(455, 'session is not there to record');
  session.record();
  session.state = state;
  if (session.transports.lower === 'tcp') peer.receiveFrames(session);
  return { status: 200, headers: [sessionHeader(peer, session)] };
}

/** RFC 2326 10.5. The stream is live: whatever Range asks for, it starts now. */
function play(peer: RequestPeer, request: RtspRequest): Answer {
  const session = findSession(peer, request);
  const state = advance(session, 'PLAY');
  if (session.role !== 'read') throw new RequestError(455, 'session is not there to play');
  const url = requireAggregate(session, request);
  peer.host.gatekeeper.admit(peer, request, 'read', session.path.name);
  checkRange(request);
  const headers = [sessionHeader(peer, session), ['Range', LIVE_RANGE] as const];
  // RFC 2326 12.34: the actual one is to be told.
  if (request.headers.has('scale')) headers.push(['Scale', '1']);
  if (session.state === 'playing') return { status: 200, headers };
  if (!session.isReading && session.path.readerCount >= peer.host.gatekeeper.readersPerPath)
    throw new RequestError(453, 'too many readers of the path', { kind: 'too-many-readers' });
  const base = contentBase(url);
  const { info, start } = session.play((track) => `${base}trackID=${track}`);
  session.state = state;
  return { status: 200, headers: [...headers, ['RTP-Info', formatRtpInfo(info)]], after: start };
}

/** RFC 2326 12.29, 11.3.8 */
function checkRange({ headers }: RtspRequest): void {
  const range = readRange(headers.get('range') ?? LIVE_RANGE);
  if (range === 'unknown unit') throw new RequestError(501, 'the Range has an unknown unit');
  if (range === 'malformed') throw new RequestError(457, 'the Range cannot be read');
}

/** RFC 2326 10.6 */
function pause(peer: RequestPeer, request: RtspRequest): Answer {
  const session = findSession(peer, request);
  const state = advance(session, 'PAUSE');
  if (session.role !== 'read') throw new RequestError(455, 'session is not there to play');
  requireAggregate(session, request);
  session.pause();
  session.state = state;
  return { status: 200, headers: [sessionHeader(peer, session)] };
}

/** RFC 2326 10.7 */
function teardown(peer: RequestPeer, request: RtspRequest): Answer {
  const session = findSession(peer, request);
  requireAggregate(session, request);
  return { status: 200, after: () => session.end('teardown') };
}

/** RFC 2326 11.3.11: 460 for one track of several. Live555 asks a session of one track by the track's URL. */
function requireAggregate(session: Session, request: RtspRequest): ReturnType<typeof parseRequestUrl> {
  const { url, track } = splitTrack(parseRequestUrl(request.url));
  if (track !== undefined && session.role === 'read' && session.transports.size > 1) {
    throw new RequestError(460, 'only all tracks together');
  }
  return url;
}

function advance(session: Session, method: SessionMethod): SessionState {
  const state = nextState(session.role, session.state, method);
  if (state === undefined) throw new RequestError(455, `${method} does not fit in state ${session.state}`);
  return state;
}

/** RFC 2326 11.3.5. A session over UDP may go on over another connection of the same client (1.1, "session"). */
function findSession(peer: RequestPeer, request: RtspRequest): Session {
  const id = parseSession(request.headers.get('session') ?? '')?.id;
  const session = id === undefined ? undefined : peer.host.sessions.get(id);
  if (session === undefined) throw new RequestError(454, 'no such session');
  if (!peer.sessions.has(session.id)) {
    const isSameClient = session.connection.remoteAddress === peer.remoteAddress;
    if (!isSameClient || session.role !== 'read' || session.transports.lower !== 'udp') {
      throw new RequestError(454, 'session is of another connection');
    }
    checkSessionCount(peer);
    session.connection.release(session.id, false);
    peer.adopt(session);
    session.connection = peer;
  }
  session.lastActivityMs = performance.now();
  return session;
}

function sessionHeader(peer: RequestPeer, { id }: Session): readonly [name: string, value: string] {
  return ['Session', formatSession({ id, timeoutSeconds: Math.round(peer.host.timeouts.sessionMs / 1000) })];
}

function checkSessionCount(peer: RequestPeer): void {
  if (peer.sessions.size >= limits.sessionsPerConnection) {
    throw new RequestError(453, 'too many sessions on one connection');
  }
  if (peer.host.sessions.size >= limits.sessions) throw new RequestError(453, 'too many sessions');
}
