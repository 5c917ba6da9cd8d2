import type { Logger } from 'pino';
import type { RelayJob } from '../../ffmpeg/relay-command.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import type { StreamOperation } from '../../plan/operation.js';
import { SourceWatch } from '../../probe/source-watch.js';
import type { Cause } from '../../state/cause.js';
import type { MediaServerKind } from '../../state/control-protocol.js';
import type { DesiredState, MediaListenerName } from '../../state/desired-state.js';
import { listenerUrl } from '../../state/listener-url.js';
import { outputUrl } from '../../state/output-url.js';
import { withOwnKey } from '../../state/own-credentials.js';
import type { ServerAccess } from '../../state/server-access.js';
import { type Source, type StreamSpec, specHash } from '../../state/stream.js';
import type { PortRange } from '../../util/port-range.js';
import type { IdentityFiles } from '../../util/tls-identity.js';
import { within } from '../../util/within.js';
import type { ObservedRuntime, Runtime } from '../runtime.js';
import { adoptable } from './adoptable.js';
import { endLeftovers } from './end-leftovers.js';
import { ExpectedSuccessors } from './expected-successors.js';
import { HeldPaths } from './held-paths.js';
import { MediaServerUnit } from './media-server-unit.js';
import type { ProcessRecord, ProcessRecords } from './process-records.js';
import type { SpawnContext } from './spawn-context.js';
import { StreamUnit } from './stream-unit.js';

/** Runs streams as FFmpeg processes on this machine, and the embedded servers as processes beside them. */
export class LocalRuntime implements Runtime {
  readonly #options: LocalRuntimeOptions;
  readonly #streams = new Map<string, StreamUnit>();
  readonly #servers: Readonly<Record<MediaServerKind, MediaServerUnit>>;
  readonly #poller: NodeJS.Timeout;
  readonly #watch: SourceWatch;
  readonly #heldPaths = new HeldPaths((holdMs) => this.#servers.rtsp.setPaths(holdMs));
  readonly #successors = new ExpectedSuccessors((expected) => this.#servers.rtsp.setSuccessors(expected));
  /** What its own processes come to its servers by is made of it. */
  #secret: string | null = null;
  #ticks = 0;
  #hasAdopted = false;

  constructor(options: LocalRuntimeOptions) {
    this.#options = options;
    this.#watch = new SourceWatch({ onChange: options.onChange, log: options.log });
    this.#servers = { rtsp: this.#makeServer('rtsp'), rtmp: this.#makeServer('rtmp') };
    this.#poller = setInterval(() => this.#poll(), FAST_POLL_MS);
  }

  observe(): ObservedRuntime {
    const { rtsp, rtmp } = this.#servers;
    return {
      streams: new Map([...this.#streams].map(([name, unit]) => [name, unit.observe()])),
      listeners: {
        rtsp: rtsp.listener,
        rtsps: rtsp.tlsListener,
        rtmp: rtmp.listener,
        rtmps: rtmp.tlsListener,
      },
      held: this.#heldPaths.specs,
      mediaServers: { rtsp: rtsp.observe(), rtmp: rtmp.observe() },
    };
  }

  apply(operation: StreamOperation): void {
    switch (operation.kind) {
      case 'start':
        this.#start(operation);
        return;
      case 'restart':
        if (operation.takeover === null) this.#streams.get(operation.spec.name)?.restart(operation.cause);
        else this.#takeOver(operation.spec, operation.takeover.sourceIndex, operation.cause);
        return;
      case 'update':
        this.#heldPaths.add(operation.spec);
        this.#streams.get(operation.spec.name)?.update(operation.spec, operation.cause);
        return;
      case 'stop':
        this.#heldPaths.remove(operation.name);
        this.#streams.get(operation.name)?.stop(operation.cause);
        return;
      default:
        operation satisfies never;
    }
  }

  restart(name: string): boolean {
    const unit = this.#streams.get(name);
    unit?.askRestart();
    return unit !== undefined;
  }

  /**
   * Goes on with what an earlier router of this state folder left running, and ends what cannot be verified. Resolves when nothing
   * else of it runs. To be called once, before anything is started.
   */
  async adopt(desired: DesiredState | null): Promise<Adoption> {
    const { records, mark, log } = this.#options;
    const chosen = [...adoptable(records.readAll()).values()];
    // Streams that wait for their source have readers as well.
    for (const spec of desired?.streams.values() ?? []) if (spec.enabled) this.#heldPaths.add(spec);
    // At once: who asks meanwhile is told of them, and whoever stops us now knows that they are to be cared for.
    const adopted = chosen.filter((record) => this.#adoptOne(record, desired));
    this.#hasAdopted = adopted.length > 0;
    const pids = new Set(adopted.map(({ pid }) => pid));
    const ended = await endLeftovers({
      records,
      mark,
      isToStay: ({ pid }) => pids.has(pid),
      onProblem: (error) => log.warn({ err: error }, 'a record could not be removed'),
    });
    return { adopted: adopted.length, ended };
  }

  /** Whether it goes on with processes of an earlier router. */
  get hasAdopted(): boolean {
    return this.#hasAdopted;
  }

  listen(listener: MediaListenerName, address: Parameters<Runtime['listen']>[1]): void {
    switch (listener) {
      case 'rtsp':
      case 'rtmp':
        this.#servers[listener].listen(address);
        return;
      case 'rtsps':
        this.#servers.rtsp.listenTls(address);
        return;
      case 'rtmps':
        this.#servers.rtmp.listenTls(address);
        return;
      default:
        listener satisfies never;
    }
  }

  /** Where the RTSP server takes UDP ports; null: anywhere. */
  setUdpPorts(range: PortRange | null): void {
    this.#servers.rtsp.setUdpPorts(range);
  }

  /** Who may do what at the embedded servers; before it is told, nothing is started. */
  setAccess(access: ServerAccess): void {
    this.#secret = access.secret;
    for (const server of Object.values(this.#servers)) server.setAccess(access);
  }

  /** @param files those of the certificate, by absolute paths; null: there is none */
  useCertificate(files: IdentityFiles | null): void {
    for (const server of Object.values(this.#servers)) server.useCertificate(files);
  }

  async close(): Promise<void> {
    const streams = [...this.#streams.values()];
    for (const unit of streams) unit.stop({ kind: 'router-stops' });
    // FFmpeg says TEARDOWN to the server, so the servers end after it; a stuck one does not hold them up.
    await within(STREAMS_FIRST_MS, Promise.all(streams.map((unit) => unit.gone())));
    await Promise.all([
      ...streams.map((unit) => unit.gone()),
      ...Object.values(this.#servers).map((server) => server.close()),
    ]);
    this.#watch.close();
    clearInterval(this.#poller);
  }

  /** Lets everything run on for another router. */
  async leave(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((unit) => unit.leave()));
    for (const server of Object.values(this.#servers)) server.leave();
    this.#watch.close();
    clearInterval(this.#poller);
  }

  #adoptOne(record: ProcessRecord, desired: DesiredState | null): boolean {
    const { role } = record;
    try {
      if (role.kind === 'server') this.#servers[role.server].adopt(record);
      if (role.kind === 'stream') {
        const wanted = desired?.streams.get(role.spec.name);
        const spec = wanted !== undefined && specHash(wanted) === role.specHash ? wanted : null;
        if (desired === null) this.#heldPaths.add(role.spec);
        this.#makeUnit(spec ?? role.spec, role.runId).adopt(record, role, spec);
      }
      return true;
    } catch (error) {
      // It has ended a moment ago, or its record is damaged: what is left of it is ended, and it is started anew.
      if (role.kind === 'stream') this.#abandon(role.spec.name);
      this.#options.log.warn({ err: error, pid: record.pid }, 'a process could not be adopted');
      return false;
    }
  }

  #abandon(name: string): void {
    const unit = this.#streams.get(name);
    this.#streams.delete(name);
    void unit?.leave();
  }

  #makeUnit(spec: StreamSpec, runId: string | null): StreamUnit {
    if (this.#streams.has(spec.name)) throw new Error(`there is a stream ${spec.name} already`);
    const { ffmpegs, spawn, log, logsFolder, onChange } = this.#options;
    const onVanished = (name: string): void => {
      this.#streams.delete(name);
      onChange();
    };
    const [watcher, successors] = [this.#watch, this.#successors];
    const context = { ffmpegs, spawn, watcher, successors, log, logsFolder, onChange, onVanished };
    const unit = new StreamUnit(context, spec, runId);
    this.#streams.set(spec.name, unit);
    return unit;
  }

  #start({ spec, sourceIndex, cause }: Extract<StreamOperation, { kind: 'start' }>): void {
    const job = this.#jobOf(spec, spec.sources[sourceIndex] ?? spec.sources[0]);
    if (job === null) return; // the listener went away since the plan was made: the next plan waits for it
    this.#heldPaths.add(spec);
    const unit = this.#streams.get(spec.name) ?? this.#makeUnit(spec, null);
    unit.start({ spec, sourceIndex, job, cause });
  }

  #takeOver(spec: StreamSpec, sourceIndex: number, cause: Cause): void {
    const job = this.#jobOf(spec, spec.sources[sourceIndex] ?? spec.sources[0]);
    if (job === null) return; // as above
    this.#heldPaths.add(spec);
    this.#streams.get(spec.name)?.takeOver({ spec, sourceIndex, job, cause });
  }

  /** Tells the streams of successors that publish. */
  #noteTakeovers(): void {
    const { paths } = this.#servers.rtsp.observe();
    const ids = new Set(paths.flatMap(({ publisher }) => publisher?.successorId ?? []));
    for (const unit of this.#streams.values()) unit.noteTakeover(ids);
  }

  /** Null while a listener that it needs is not open. */
  #jobOf(spec: StreamSpec, source: Source): RelayJob | null {
    const secret = this.#secret;
    const output = outputUrl(
      spec,
      this.#servers.rtsp.listener,
      secret === null ? null : { secret, use: 'publish' },
    );
    if (output === null || secret === null) return null;
    if (source.kind === 'pull') return { spec, input: source.url, output, publisher: null };
    const ingest = listenerUrl('rtmp', this.#servers.rtmp.listener);
    if (ingest === null) return null;
    const { path } = source;
    const { paths } = this.#servers.rtmp.observe();
    const publisher = paths.find((candidate) => candidate.path === path)?.publisher ?? null;
    const input = withOwnKey(`${ingest}/${path}`, secret, 'play', path);
    return { spec, input, output, publisher };
  }

  #makeServer(kind: MediaServerKind): MediaServerUnit {
    const { spawn, log, mediaServerScripts, controlSocket } = this.#options;
    const onChange = (): void => {
      if (kind === 'rtsp') this.#noteTakeovers();
      this.#options.onChange();
    };
    return new MediaServerUnit({
      kind,
      script: mediaServerScripts[kind],
      socketPath: controlSocket(kind),
      spawn,
      log,
      onChange,
    });
  }

  #poll(): void {
    this.#ticks += 1;
    const everyone = this.#ticks % SLOW_POLL_TICKS === 0;
    for (const unit of this.#streams.values()) if (everyone || unit.isBusy) unit.poll();
    for (const server of Object.values(this.#servers)) server.poll();
  }
}

/** Counts of processes. */
export interface Adoption {
  readonly adopted: number;
  readonly ended: number;
}

export interface LocalRuntimeOptions {
  /** Of the state folder, in the environment of its processes. */
  readonly mark: string;
  readonly records: ProcessRecords;
  readonly ffmpegs: UsableFfmpegs;
  readonly mediaServerScripts: Readonly<Record<MediaServerKind, string>>;
  readonly spawn: SpawnContext;
  readonly log: Logger;
  controlSocket(server: MediaServerKind): string;
  /** Below it each stream has a folder with the log of its last runs. */
  readonly logsFolder: string;
  /** Something is observed that was not before. */
  onChange(): void;
}

const FAST_POLL_MS = 100;
const SLOW_POLL_TICKS = 5;
const STREAMS_FIRST_MS = 2_500;
