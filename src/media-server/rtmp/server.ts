import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../util/clock.js';
import { formatNetworkAddress } from '../../util/network-address.js';
import { AddressLimits } from '../address-limits.js';
import { beyondBudget, memoryBudgetBytes } from '../memory-budget.js';
import { Refusals } from '../refusals.js';
import { isOwnMachine, plainAddress } from '../remote-address.js';
import type { MediaServer, MediaServerContext } from '../run-server-process.js';
import { ServerListeners } from '../server-listeners.js';
import { IngestGate, type Visitor } from './ingest-gate.js';
import { limits } from './limits.js';
import { PathRegistry } from './path-registry.js';
import { RtmpError } from './rtmp-error.js';
import { SendQueue } from './send-queue.js';
import { Session } from './session.js';

const TICK_MS = 250;

/** The RTMP ingest server: whoever may publishes to a free path, and whoever may plays it. */
export function createRtmpServer(
  context: MediaServerContext,
  budgetBytes = memoryBudgetBytes(),
): MediaServer {
  const paths = new PathRegistry(() => context.onChange());
  const sessions = new Map<Socket, Session>();
  const waiting = new Map<Socket, NodeJS.Timeout>();
  const gate = new IngestGate();
  const refusals = new Refusals(context.log);
  const addresses = new AddressLimits(limits.connections);
  const nowMs = (): number => performance.now();
  const listeners = new ServerListeners({
    log: context.log,
    mayConnect: (socket) => addresses.mayConnect(socket, refusals),
    onConnection: (socket) => {
      const waitMs = addresses.requestWaitMs(endsOf(socket), refusals);
      if (waitMs === 0) accept(socket);
      else letWait(socket, waitMs);
    },
    onChange: () => context.onChange(),
  });
  let toldRefusals = 0;
  const ticker = setInterval(() => {
    for (const session of sessions.values()) session.tick();
    for (const holder of beyondBudget([...sessions.values(), ...paths.all()], budgetBytes)) holder.giveUp();
    if (refusals.total === toldRefusals) return;
    toldRefusals = refusals.total;
    context.onChange();
  }, TICK_MS);
  ticker.unref();

  /** A connection is a request here: it is heard some time later. */
  function letWait(socket: Socket, waitMs: number): void {
    socket.on('error', () => socket.destroy());
    const timer = setTimeout(() => {
      waiting.delete(socket);
      if (!socket.destroyed) accept(socket);
    }, waitMs);
    waiting.set(socket, timer);
    socket.on('close', () => {
      clearTimeout(timer);
      waiting.delete(socket);
    });
  }

  function accept(socket: Socket): void {
    const remoteAddress = remoteAddressOf(socket);
    const log = context.log.child({ remoteAddress });
    const queue = new SendQueue(socket, nowMs, () =>
      session.fault(new RtmpError('queue-overflow', 'the peer does not take what it gets')),
    );
    const session = new Session({
      ...{ queue, paths, log, remoteAddress, clock: systemClock, nowMs, gate, refusals },
      visitor: visitorOf(socket),
    });
    sessions.set(socket, session);
    socket.on('data', (input) => session.receive(input));
    socket.on('end', () => session.gone());
    socket.on('error', () => session.gone());
    socket.on('close', () => {
      session.gone();
      sessions.delete(socket);
    });
  }

  return {
    snapshot: () => ({
      listening: listeners.address,
      listeningTls: listeners.tlsAddress,
      refusals: refusals.counts,
      paths: paths.snapshot(),
    }),
    listen: (host, port) => listeners.listen(host, port),
    setAccess(access) {
      gate.use(access);
      addresses.use(access.limits);
      for (const session of sessions.values()) session.checkRight();
    },
    listenTls: (to) => listeners.listenTls(to),
    async close() {
      await listeners.close();
      for (const socket of waiting.keys()) socket.destroy();
      const closed = [...sessions.keys()].map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const session of sessions.values()) session.close();
      clearInterval(ticker);
      const patience = setTimeout(() => {
        for (const socket of sessions.keys()) socket.destroy();
      }, limits.shutdownGraceMs);
      await Promise.all(closed);
      clearTimeout(patience);
    },
  };
}

function visitorOf(socket: Socket): Visitor {
  const { remoteAddress, localAddress } = endsOf(socket);
  return { address: remoteAddress, isOwnMachine: isOwnMachine(remoteAddress, localAddress) };
}

function endsOf({ remoteAddress = '', localAddress = '' }: Socket) {
  return { remoteAddress: plainAddress(remoteAddress), localAddress: plainAddress(localAddress) };
}

/** `host:port`, an IPv4 address plain also when it comes in over an IPv6 listener. */
function remoteAddressOf({ remoteAddress, remotePort }: Socket): string {
  const host = plainAddress(remoteAddress ?? 'unknown');
  return formatNetworkAddress({ host, port: remotePort ?? 0 });
}
