import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../util/clock.js';
import { formatNetworkAddress } from '../../util/network-address.js';
import { beyondBudget, memoryBudgetBytes } from '../memory-budget.js';
import type { MediaServer, MediaServerContext } from '../run-server-process.js';
import { ServerListeners } from '../server-listeners.js';
import { limits } from './limits.js';
import { PathRegistry } from './path-registry.js';
import { RtmpError } from './rtmp-error.js';
import { SendQueue } from './send-queue.js';
import { Session } from './session.js';

const TICK_MS = 250;

/** The RTMP ingest server: anyone publishes to a free path, anyone plays it. */
export function createRtmpServer(
  context: MediaServerContext,
  budgetBytes = memoryBudgetBytes(),
): MediaServer {
  const paths = new PathRegistry(() => context.onChange());
  const sessions = new Map<Socket, Session>();
  const nowMs = (): number => performance.now();
  const listeners = new ServerListeners({
    log: context.log,
    onConnection: (socket) => accept(socket),
    onChange: () => context.onChange(),
  });
  const ticker = setInterval(() => {
    for (const session of sessions.values()) session.tick();
    for (const holder of beyondBudget([...sessions.values(), ...paths.all()], budgetBytes)) holder.giveUp();
  }, TICK_MS);
  ticker.unref();

  function accept(socket: Socket): void {
    const remoteAddress = remoteAddressOf(socket);
    const log = context.log.child({ remoteAddress });
    if (sessions.size >= limits.connections) {
      log.warn({ connections: sessions.size }, 'too many connections');
      socket.destroy();
      return;
    }
    const queue = new SendQueue(socket, nowMs, () =>
      session.fault(new RtmpError('queue-overflow', 'the peer does not take what it gets')),
    );
    const session = new Session({ queue, paths, log, remoteAddress, clock: systemClock, nowMs });
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
      paths: paths.snapshot(),
    }),
    listen: (host, port) => listeners.listen(host, port),
    listenTls: (to) => listeners.listenTls(to),
    async close() {
      await listeners.close();
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

/** `host:port`, an IPv4 address plain also when it comes in over an IPv6 listener. */
function remoteAddressOf({ remoteAddress, remotePort }: Socket): string {
  const host = (remoteAddress ?? 'unknown').replace(/^::ffff:/i, '');
  return formatNetworkAddress({ host, port: remotePort ?? 0 });
}
