import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type {
  ExpectedSuccessor,
  MediaServerSnapshot,
  PathSnapshot,
  TlsListening,
} from '../../state/control-protocol.js';
import type { ServerAccess } from '../../state/server-access.js';
import type { PortRange } from '../../util/port-range.js';
import { AddressLimits } from '../address-limits.js';
import { beyondBudget, type Holder, memoryBudgetBytes } from '../memory-budget.js';
import { Refusals } from '../refusals.js';
import type { MediaServer, MediaServerContext } from '../run-server-process.js';
import { ServerListeners } from '../server-listeners.js';
import { Gatekeeper, type Visitor } from './access/gatekeeper.js';
import { Connection } from './connection.js';
import { ExpectedSuccessors } from './expected-successors.js';
import type { PathPublisher } from './feed.js';
import { defaultTimeouts, limits, type Timeouts } from './limits.js';
import type { MethodHost } from './methods.js';
import { Path } from './path.js';
import type { Session } from './session.js';
import { openUdpTransport, type UdpTransport } from './udp-transport.js';

/** An RTSP 1.0 server (RFC 2326): publishers ANNOUNCE and RECORD, readers DESCRIBE and PLAY, over TCP and UDP. */
export function createRtspServer(
  context: MediaServerContext,
  timeouts = defaultTimeouts,
  budgetBytes = memoryBudgetBytes(),
): MediaServer {
  return new RtspServer(context, timeouts, budgetBytes);
}

class RtspServer implements MediaServer, MethodHost {
  readonly log: MediaServerContext['log'];
  readonly timeouts: Timeouts;
  readonly paths = new Map<string, Path>();
  readonly sessions = new Map<string, Session>();
  readonly #context: MediaServerContext;
  readonly #listeners: ServerListeners;
  readonly #connections = new Set<Connection>();
  readonly successors = new ExpectedSuccessors();
  readonly gatekeeper = new Gatekeeper();
  readonly refusals: Refusals;
  readonly #addresses = new AddressLimits(limits.connections);
  #holdMs: ReadonlyMap<string, number> = new Map();
  readonly #sweeper: NodeJS.Timeout;
  readonly #budgetBytes: number;
  #udpPorts: PortRange | null = null;
  #udp: UdpEntry | undefined;
  /** When it was last asked for a snapshot, and what it counted then. */
  #snapshotMs = 0;
  #snapshotTraffic = 0;
  #closing = false;
  #onEmpty: (() => void) | undefined;

  constructor(context: MediaServerContext, timeouts: Timeouts, budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#context = context;
    this.log = context.log;
    this.timeouts = timeouts;
    this.refusals = new Refusals(context.log);
    this.#listeners = new ServerListeners({
      log: context.log,
      mayConnect: (socket) => this.#addresses.mayConnect(socket, this.refusals),
      onConnection: (socket, isEncrypted) => this.#accept(socket, isEncrypted),
      onChange: () => this.onChange(),
    });
    this.#sweeper = setInterval(() => this.#sweep(), timeouts.sweepMs);
    this.#sweeper.unref();
  }

  openPath(name: string, publisher: PathPublisher): Path {
    const path: Path = new Path({
      name,
      publisher,
      holdMs: this.#holdMs.get(name) ?? this.timeouts.holdMs,
      onTrack: () => this.onChange(),
      onEnd: () => {
        if (this.paths.get(name) === path) this.paths.delete(name);
        this.onChange();
      },
    });
    this.paths.set(name, path);
    return path;
  }

  setPaths(holdMs: Readonly<Record<string, number>>): void {
    const before = this.#holdMs;
    this.#holdMs = new Map(Object.entries(holdMs));
    for (const [name, path] of [...this.paths]) {
      const wanted = this.#holdMs.get(name);
      // One that nobody spoke of before was published by somebody else.
      if (wanted !== undefined) path.holdMs = wanted;
      else if (before.has(name)) path.holdMs = 0;
    }
  }

  setSuccessors(expected: Readonly<Record<string, ExpectedSuccessor>>): void {
    this.successors.replace(expected);
    for (const session of [...this.sessions.values()]) {
      if (session.role === 'publish') session.checkExpected();
    }
  }

  setAccess(access: ServerAccess): void {
    this.gatekeeper.use(access);
    this.#addresses.use(access.limits);
    for (const session of [...this.sessions.values()]) session.checkRight();
  }

  setUdpPorts(range: PortRange | null): void {
    if (isDeepStrictEqual(range, this.#udpPorts)) return;
    this.#udpPorts = range;
    this.#retireUdp();
  }

  requestWaitMs(peer: Visitor): number {
    return this.#addresses.requestWaitMs(peer, this.refusals);
  }

  forget(sessionId: string): boolean {
    return this.sessions.delete(sessionId);
  }

  onChange(): void {
    this.#context.onChange();
  }

  snapshot(): MediaServerSnapshot {
    this.#snapshotMs = performance.now();
    this.#snapshotTraffic = this.#traffic();
    const paths = [...this.paths.values()].map(
      (path): PathSnapshot => ({
        path: path.name,
        publisher: path.publisher(),
        readers: path.readerCount,
        delivery: path.delivery(),
      }),
    );
    paths.sort((a, b) => (a.path < b.path ? -1 : 1));
    const { address, tlsAddress } = this.#listeners;
    return { listening: address, listeningTls: tlsAddress, refusals: this.refusals.counts, paths };
  }

  async listen(host: string, port: number): Promise<{ host: string; port: number }> {
    const before = this.#listeners.address;
    const address = await this.#listeners.listen(host, port);
    if (before?.host !== address.host) this.#retireUdp();
    return address;
  }

  listenTls(to: TlsListening | null): Promise<{ host: string; port: number } | null> {
    return this.#listeners.listenTls(to);
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#sweeper);
    await this.#listeners.close();
    for (const session of [...this.sessions.values()]) {
      if (session.role === 'publish') session.end('server ends');
    }
    for (const path of [...this.paths.values()]) path.end('server ends');
    for (const session of [...this.sessions.values()]) session.end('server ends');
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const connection of this.#connections) connection.end();
    const forced = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, FORCED_CLOSE_MS);
    if (this.#connections.size > 0) await empty;
    clearTimeout(forced);
    if (this.#udp !== undefined) (await this.#udp.transport).close();
  }

  udp(): UdpTransport | Promise<UdpTransport> {
    const host = this.#listeners.address?.host ?? '127.0.0.1';
    if (this.#udp?.host === host) return this.#udp.transport;
    this.#retireUdp();
    const opening = openUdpTransport(host, this.#udpPorts);
    const entry: UdpEntry = { host, transport: opening };
    this.#udp = entry;
    opening.then(
      (transport) => {
        entry.transport = transport;
      },
      (error: unknown) => {
        this.log.error({ err: error }, 'no UDP ports could be opened');
        if (this.#udp === entry) this.#udp = undefined;
      },
    );
    return opening;
  }

  #accept(socket: Socket, isEncrypted: boolean): void {
    if (this.#closing) {
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, this, isEncrypted);
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      if (this.#connections.size === 0) this.#onEmpty?.();
    });
  }

  *#holders(): Generator<Holder, void, undefined> {
    yield* this.#connections;
    yield* this.paths.values();
    for (const session of this.sessions.values()) if (session.role === 'read') yield session;
  }

  #traffic(): number {
    let sum = 0;
    for (const path of this.paths.values()) sum += path.traffic;
    return sum + this.refusals.total;
  }

  #sweep(): void {
    const nowMs = performance.now();
    // Counters move all the time: they alone are worth a snapshot once a second.
    const areCountersDue = nowMs - this.#snapshotMs >= COUNTERS_INTERVAL_MS;
    if (areCountersDue && this.#traffic() !== this.#snapshotTraffic) this.onChange();
    for (const connection of this.#connections) connection.sweep(nowMs);
    for (const holder of beyondBudget(this.#holders(), this.#budgetBytes)) holder.giveUp();
    for (const path of this.paths.values()) path.fill();
    for (const session of [...this.sessions.values()]) {
      // Over TCP, packets and their connection say enough; see Connection.sweep.
      const isActive = session.state === 'playing' || session.state === 'recording';
      if (isActive && session.transports.lower === 'tcp') continue;
      // FFmpeg sends neither RTCP nor keep-alives as long as nothing comes: a hold must not cost it its session.
      if (session.role === 'read' && isActive && session.path.isHeld) session.lastActivityMs = nowMs;
      if (nowMs - session.lastActivityMs > this.timeouts.sessionMs) session.end('timed out');
    }
  }

  #retireUdp(): void {
    const { transport } = this.#udp ?? {};
    this.#udp = undefined;
    if (transport instanceof Promise) {
      transport.then(
        (opened) => opened.retire(),
        () => {},
      );
    } else transport?.retire();
  }
}

interface UdpEntry {
  readonly host: string;
  transport: UdpTransport | Promise<UdpTransport>;
}

const FORCED_CLOSE_MS = 500;
/** A little less than the usual interval of the sweep, which would miss every other one otherwise. */
const COUNTERS_INTERVAL_MS = 900;
