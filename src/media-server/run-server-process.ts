import { parseArgs } from 'node:util';
import { destination, type Logger, pino } from 'pino';
import type {
  ExpectedSuccessor,
  MediaServerKind,
  MediaServerSnapshot,
  TlsListening,
} from '../state/control-protocol.js';
import type { ServerAccess } from '../state/server-access.js';
import type { PortRange } from '../util/port-range.js';
import { openControlEndpoint } from './control-endpoint.js';

/**
 * The main function of an embedded server's process: `node main.js --control SOCKET`. The server listens nowhere
 * until the router says where, over the control socket. SIGTERM, SIGINT and `shutdown` end it with exit code 0.
 * It logs JSON lines on standard output.
 */
export async function runServerProcess(kind: MediaServerKind, create: CreateMediaServer): Promise<void> {
  const { values } = parseArgs({ options: { control: { type: 'string' } } });
  if (values.control === undefined) throw new Error('--control SOCKET is missing');
  const log = pino({ base: { server: kind } }, destination({ dest: 1, sync: true }));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error, the server ends');
    process.exit(1);
  });

  const server = create({ log, onChange: () => endpoint.changed() });
  let ending = false;
  const shutdown = (): void => {
    if (ending) return;
    ending = true;
    endpoint.close();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not close cleanly');
        process.exit(1);
      },
    );
  };
  const endpoint = await openControlEndpoint({
    kind,
    socketPath: values.control,
    snapshot: () => server.snapshot(),
    listen: (host, port) => server.listen(host, port),
    listenTls: (to) => server.listenTls(to),
    setAccess: (access) => server.setAccess(access),
    setUdpPorts: (range) => server.setUdpPorts?.(range),
    setPaths: (holdMs) => server.setPaths?.(holdMs),
    setSuccessors: server.setSuccessors?.bind(server),
    shutdown,
  });
  process.on('SIGTERM', shutdown);
  process.on('SIGINT', shutdown);
}

export type CreateMediaServer = (context: MediaServerContext) => MediaServer;

export interface MediaServerContext {
  readonly log: Logger;
  /** To be called whenever what `snapshot()` answers has changed. */
  onChange(): void;
}

/** What an embedded server offers to the process that it runs in; also how tests run one in their own process. */
export interface MediaServer {
  snapshot(): MediaServerSnapshot;
  /**
   * Opens a listener, then closes the one before it, and answers with the real address. Connections stay.
   * Rejects with the system's error (`code` such as `EADDRINUSE`), and then the one before it stays open.
   */
  listen(host: string, port: number): Promise<{ host: string; port: number }>;
  /**
   * The same over TLS, beside that one; null closes it. Rejects also when the certificate cannot be used, and then the one before stays in use.
   */
  listenTls(to: TlsListening | null): Promise<{ host: string; port: number } | null>;
  /** Who may do what; see `ControlRequest`. */
  setAccess(access: ServerAccess): void;
  /** Where UDP ports are taken; null: anywhere. See `ControlRequest`. */
  setUdpPorts?(range: PortRange | null): void;
  /** For how long each path keeps its readers without a publisher; see `ControlRequest`. */
  setPaths?(holdMs: Readonly<Record<string, number>>): void;
  /** Who may take over which path, all there are; see `ControlRequest`. */
  setSuccessors?(expected: Readonly<Record<string, ExpectedSuccessor>>): void;
  /** Ends all sessions and listeners; resolves when all sockets are closed, within a second. */
  close(): Promise<void>;
}
