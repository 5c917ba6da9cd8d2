import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type {
  ControlEvent,
  ExpectedSuccessor,
  MediaServerKind,
  MediaServerSnapshot,
} from '../../state/control-protocol.js';
import type { ObservedListener, ObservedMediaServer } from '../../state/observed-state.js';
import type { ServerAccess } from '../../state/server-access.js';
import { steadyNow } from '../../util/clock.js';
import {
  formatNetworkAddress,
  type NetworkAddress,
  parseNetworkAddress,
} from '../../util/network-address.js';
import type { PortRange } from '../../util/port-range.js';
import type { IdentityFiles } from '../../util/tls-identity.js';
import { ControlClient } from './control-client.js';
import { Heartbeat } from './heartbeat.js';
import { ManagedProcess, type ManagedProcessEnd } from './managed-process.js';
import type { ProcessRecord, ServerRole } from './process-records.js';
import { RestartDelay } from './restart-delay.js';
import { relayServerLog } from './server-log.js';
import type { SpawnContext } from './spawn-context.js';
import { TlsListener } from './tls-listener.js';

/**
 * One embedded server: keeps its process alive, answering and listening where it is wanted, and knows its last snapshot.
 */
export class MediaServerUnit {
  readonly #options: MediaServerUnitOptions;
  readonly #delay = new RestartDelay();
  readonly #tls: TlsListener;
  #wanted: NetworkAddress | null = null;
  /** The real address of the listener before, so that port 0 means the same port after a crash. */
  #lastAddress: NetworkAddress | null = null;
  #listener: ObservedListener = { phase: 'off' };
  #snapshot: MediaServerSnapshot = NOTHING;
  #process: ManagedProcess | null = null;
  #control: ControlClient | null = null;
  #heartbeat: Heartbeat | undefined;
  #respawn: NodeJS.Timeout | undefined;
  #requestId = 0;
  #listenId = 0;
  #paths: Readonly<Record<string, number>> | null = null;
  #arePathsDue = false;
  #udpPorts: PortRange | null = null;
  #successors: Readonly<Record<string, ExpectedSuccessor>> = {};
  #canTakeOver = false;
  #access: ServerAccess | null = null;
  /** Null before it has said. */
  #knowsAccess: boolean | null = null;
  /** What its record tells another router. */
  #role: ServerRole;
  /** What an adopted server was asked for by the router before. */
  #adoptedRequest: string | null = null;
  #openSinceMs: number | null = null;
  #isEnding = false;
  /** The process is one that an earlier router started. */
  #isAdopted = false;
  /** It is started again when it ends, even if it has never listened for us: it did before, or its end is our doing. */
  #isToRespawn = false;

  constructor(options: MediaServerUnitOptions) {
    this.#options = options;
    this.#role = { kind: 'server', server: options.kind, requested: null };
    this.#tls = new TlsListener({
      server: options.kind,
      log: options.log,
      nextId: () => ++this.#requestId,
      send: (request) => this.#control?.send(request),
      onChange: () => options.onChange(),
    });
  }

  get listener(): ObservedListener {
    return this.#listener;
  }

  get tlsListener(): ObservedListener {
    return this.#tls.state;
  }

  observe(): ObservedMediaServer {
    const canTakeOver = this.#canTakeOver;
    const { paths, refusals } = this.#snapshot;
    return { pid: this.#process?.pid ?? null, paths, canTakeOver, refusals };
  }

  /**
   * Goes on with a server that an earlier router started, as if it had been asked to listen where that one has asked it to; it
   * tells by itself where it listens.
   * @throws the system's error when the process has just ended
   */
  adopt(record: ProcessRecord): void {
    const { kind, spawn, log } = this.#options;
    if (this.#process !== null) throw new Error(`there is a process of the ${kind} server already`);
    const onLine = relayServerLog(log, kind);
    if (record.role.kind === 'server') this.#role = record.role;
    const { requested, read } = this.#role;
    const adopted = ManagedProcess.adopt(record, {
      ...spawn,
      outputPosition: read?.output ?? 'end',
      errorPosition: read?.error ?? 'end',
      onOutputLine: onLine,
      onErrorLine: onLine,
    });
    this.#follow(adopted, true);
    this.#adoptedRequest = requested;
    // Where it was never told, it may listen somewhere all the same: anything but `off`, or nobody would end it when it is unwanted.
    this.#wanted = parseNetworkAddress(this.#adoptedRequest ?? '') ?? null;
    this.#listener = { phase: 'opening', requested: this.#wanted ?? UNKNOWN_ADDRESS };
    log.info({ server: kind, pid: record.pid }, 'embedded server adopted');
  }

  /** Lets the process run on for another router. */
  leave(): void {
    this.#wanted = null;
    clearTimeout(this.#respawn);
    this.#letGo();
    this.#process?.leave();
  }

  /** Open, move or (null) close the listener. */
  listen(address: NetworkAddress | null): void {
    this.#wanted = address;
    this.#lastAddress = null;
    if (address === null) {
      this.#listener = { phase: 'off' };
      this.#end();
    } else {
      this.#listener = { phase: 'opening', requested: address };
      if (this.#process === null) this.#spawn();
      else if (!this.#isEnding) this.#askToListen();
    }
    this.#options.onChange();
  }

  /** The same for the listener over TLS, which is there only beside the plain one. */
  listenTls(address: NetworkAddress | null): void {
    this.#tls.listen(address);
    this.#replaceIfTooOld();
    this.#options.onChange();
  }

  /** Who may do what. It is told before this returns, and before the server listens. */
  setAccess(access: ServerAccess): void {
    if (access === this.#access || isDeepStrictEqual(access, this.#access)) return;
    const isFirst = this.#access === null;
    this.#access = access;
    this.#sendAccess();
    this.#replaceIfTooOld();
    if (isFirst && this.#control !== null && !this.#isEnding) this.#askToListen();
  }

  /** Where it takes UDP ports; null: anywhere. */
  setUdpPorts(range: PortRange | null): void {
    if (isDeepStrictEqual(range, this.#udpPorts)) return;
    this.#udpPorts = range;
    this.#sendUdpPorts();
  }

  /** The certificate's files, by absolute paths. */
  useCertificate(files: IdentityFiles | null): void {
    this.#tls.useFiles(files);
  }

  /** For how long each path keeps its readers without a publisher, in milliseconds; all paths there are. */
  setPaths(holdMs: Readonly<Record<string, number>>): void {
    // Streams are started several at a time.
    if (!this.#arePathsDue) setImmediate(() => this.#sendPaths());
    this.#arePathsDue = true;
    this.#paths = holdMs;
  }

  /** Who may take over which path; all there are. It is told before this returns. */
  setSuccessors(expected: Readonly<Record<string, ExpectedSuccessor>>): void {
    this.#successors = expected;
    this.#sendSuccessors();
  }

  poll(): void {
    this.#process?.poll();
    this.#tls.renew();
    this.#describe(this.#role.requested);
  }

  /** What another router is to know: the address that was asked for, and up to where it was logged what the server says. */
  #describe(requested: string | null): void {
    const read = this.#process?.positions;
    if (read === undefined) return;
    const role: ServerRole = { ...this.#role, requested, read };
    if (isDeepStrictEqual(role, this.#role)) return;
    this.#role = role;
    this.#process?.describe(role);
  }

  /** Ends the process and resolves when it is gone. */
  async close(): Promise<void> {
    this.#wanted = null;
    this.#end();
    await this.#process?.ended;
  }

  #end(): void {
    clearTimeout(this.#respawn);
    this.#letGo();
    this.#openSinceMs = null;
    this.#isEnding = this.#process !== null;
    this.#process?.stop();
  }

  #spawn(): void {
    clearTimeout(this.#respawn);
    const { kind, script, socketPath, spawn, log } = this.#options;
    const onLine = relayServerLog(log, kind);
    this.#role = { kind: 'server', server: kind, requested: null };
    let started: ManagedProcess;
    try {
      started = ManagedProcess.spawn({
        ...spawn,
        role: this.#role,
        file: process.execPath,
        arguments: [script, '--control', socketPath],
        onOutputLine: onLine,
        onErrorLine: onLine,
      });
    } catch (error) {
      this.#retryLater(error, this.#delay.next(0));
      return;
    }
    log.info({ server: kind, pid: started.pid }, 'embedded server started');
    this.#adoptedRequest = null;
    this.#follow(started, false);
  }

  #follow(started: ManagedProcess, isAdopted: boolean): void {
    this.#process = started;
    this.#isAdopted = isAdopted;
    this.#isToRespawn = isAdopted;
    void started.ended.then((end) => this.#onEnd(started, end));
    const { socketPath } = this.#options;
    this.#control = new ControlClient(socketPath, (event) => this.#onEvent(event));
    this.#heartbeat = new Heartbeat({
      hasStarted: isAdopted,
      ask: () => this.#control?.send({ type: 'ping' }),
      onSilent: (silentMs) => this.#onSilent(started, silentMs),
    });
  }

  /** What was known of the process no longer counts. */
  #letGo(): void {
    this.#heartbeat?.stop();
    this.#control?.close();
    this.#control = null;
    this.#snapshot = NOTHING;
    this.#canTakeOver = false;
    this.#knowsAccess = null;
    this.#tls.gone();
  }

  /** It is ended; that it is started again then is {@link #onEnd}'s. */
  #onSilent(hung: ManagedProcess, silentMs: number): void {
    if (this.#process !== hung || this.#wanted === null) return;
    const { kind, log } = this.#options;
    const reason = `it has not answered for ${silentMs / 1_000} s`;
    log.error({ server: kind, pid: hung.pid, reason }, 'embedded server hangs and is ended');
    this.#replace(hung, this.#wanted);
  }

  /** One that an older router left cannot be told who may do what. */
  #replaceIfTooOld(): void {
    const [old, wanted] = [this.#process, this.#wanted];
    const isNewerNeeded = this.#tls.isWanted || (this.#access !== null && hasRules(this.#access));
    if (this.#knowsAccess !== false || !isNewerNeeded || old === null || wanted === null) return;
    const { kind, log } = this.#options;
    log.warn({ server: kind, pid: old.pid }, 'embedded server is too old for the file and is ended');
    this.#replace(old, wanted);
  }

  #replace(process: ManagedProcess, wanted: NetworkAddress): void {
    this.#letGo();
    this.#isToRespawn = true;
    this.#listener = { phase: 'opening', requested: wanted };
    process.stop();
    this.#options.onChange();
  }

  #retryLater(error: unknown, delayMs: number): void {
    this.#options.log.error(
      { server: this.#options.kind, err: error, nextTryMs: delayMs },
      'embedded server could not be started',
    );
    this.#respawn = setTimeout(() => this.#spawn(), delayMs);
  }

  #onEnd(ended: ManagedProcess, end: ManagedProcessEnd): void {
    this.#process = null;
    this.#letGo();
    const { kind, log } = this.#options;
    const { exitCode, signal } = end;
    if (this.#isEnding) {
      this.#isEnding = false;
      log.info({ server: kind, pid: ended.pid, exitCode, signal }, 'embedded server ended as asked');
      // It may have been wanted again while it ended.
      if (this.#wanted !== null) this.#spawn();
      return;
    }
    if (this.#wanted === null) {
      this.#listener = { phase: 'off' };
      this.#options.onChange();
      return;
    }
    const ranMs = this.#openSinceMs === null ? 0 : end.endedAtMs - this.#openSinceMs;
    const delayMs = this.#delay.next(ranMs);
    log.error(
      { server: kind, pid: ended.pid, exitCode, signal, nextTryMs: delayMs },
      'embedded server ended',
    );
    // One that has never listened is told like a port that is taken; the plan tries it again.
    if (this.#openSinceMs === null && !this.#isToRespawn) {
      this.#listener = failed(this.#wanted, 'SERVER_ENDED', 'the embedded server ended', delayMs);
    } else {
      this.#listener = { phase: 'opening', requested: this.#wanted };
      this.#respawn = setTimeout(() => this.#spawn(), delayMs);
    }
    this.#openSinceMs = null;
    this.#options.onChange();
  }

  #onEvent(event: ControlEvent): void {
    this.#heartbeat?.heard();
    switch (event.type) {
      case 'pong':
        return; // nothing has changed
      case 'hello':
        this.#snapshot = event.snapshot;
        this.#canTakeOver = event.canTakeOver === true;
        this.#knowsAccess = event.knowsAccess === true;
        this.#sendAccess();
        this.#sendUdpPorts();
        this.#sendPaths();
        this.#sendSuccessors();
        this.#askToListen();
        if (this.#knowsAccess) this.#tls.connected(event.snapshot.listeningTls ?? null);
        else this.#replaceIfTooOld();
        break;
      case 'snapshot':
        this.#snapshot = event.snapshot;
        break;
      case 'listening':
        if (this.#tls.answered(event)) break;
        if (event.id === this.#listenId) this.#onListening({ host: event.host, port: event.port });
        break;
      case 'listen-failed':
        if (this.#tls.answered(event)) break;
        if (event.id === this.#listenId) this.#onListenFailed(event.code, event.message);
        break;
      default:
        event satisfies never;
    }
    this.#options.onChange();
  }

  #sendAccess(): void {
    if (this.#access !== null && this.#knowsAccess === true)
      this.#control?.send({ type: 'access', access: this.#access });
  }

  /** One that an older router left does not know of them. */
  #sendUdpPorts(): void {
    if (this.#options.kind === 'rtsp' && this.#knowsAccess === true)
      this.#control?.send({ type: 'udp-ports', range: this.#udpPorts });
  }

  #sendPaths(): void {
    this.#arePathsDue = false;
    if (this.#paths !== null) this.#control?.send({ type: 'paths', holdMs: this.#paths });
  }

  /** One that does not know of successors is not asked. */
  #sendSuccessors(): void {
    if (this.#canTakeOver) this.#control?.send({ type: 'successors', expected: this.#successors });
  }

  #askToListen(): void {
    // One that nobody has told who may do what opens for nobody; an adopted one was told by the router before.
    if (this.#access === null && !this.#isAdopted) return;
    const address = this.#lastAddress ?? this.#adoptedAddress() ?? this.#wanted;
    if (address === null) return;
    this.#listenId = ++this.#requestId;
    this.#control?.send({ type: 'listen', id: this.#listenId, ...address });
  }

  /** Where an adopted server listens already for the same line of the file, which may say port 0. */
  #adoptedAddress(): NetworkAddress | null {
    const isSame = this.#wanted !== null && this.#adoptedRequest === formatNetworkAddress(this.#wanted);
    return isSame ? this.#snapshot.listening : null;
  }

  #onListening(address: NetworkAddress): void {
    if (this.#wanted === null) return;
    this.#describe(formatNetworkAddress(this.#wanted));
    this.#lastAddress = address;
    this.#openSinceMs = steadyNow();
    this.#listener = { phase: 'open', requested: this.#wanted, address, sinceMs: this.#openSinceMs };
  }

  #onListenFailed(code: string, message: string): void {
    if (this.#wanted === null) return;
    this.#listener = {
      ...failed(this.#wanted, code, message, LISTEN_RETRY_MS),
      address: this.#snapshot.listening,
    };
    this.#options.log.error(
      { server: this.#options.kind, ...this.#wanted, code },
      'embedded server cannot listen',
    );
  }
}

export interface MediaServerUnitOptions {
  readonly kind: MediaServerKind;
  /** Absolute path of the server's main script. */
  readonly script: string;
  readonly socketPath: string;
  readonly spawn: SpawnContext;
  readonly log: Logger;
  onChange(): void;
}

function hasRules({ users, keys }: ServerAccess): boolean {
  return users.length > 0 || keys !== null;
}

function failed(requested: NetworkAddress, code: string, message: string, retryMs: number) {
  const retryAtMs = steadyNow() + retryMs;
  return { phase: 'failed', requested, problem: { code, message }, address: null, retryAtMs } as const;
}

/** Equal to none that can be asked for. */
const UNKNOWN_ADDRESS: NetworkAddress = { host: '?', port: 0 };
const NOTHING: MediaServerSnapshot = { listening: null, paths: [] };
const LISTEN_RETRY_MS = 2_000;
