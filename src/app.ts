import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type ApiSource, createApi } from './api/create-api.js';
import { HttpFront } from './api/http-front.js';
import { type LocalSocket, openLocalSocket } from './api/local-socket.js';
import { ConfigurationFile } from './config/configuration-file.js';
import { configurationFolder } from './config/gather-files.js';
import type { LastGood } from './config/last-good.js';
import { LiveRevision } from './config/live-revision.js';
import { ConfigurationDesk } from './config/masked/configuration-desk.js';
import { TEST_PICTURE_ENCODERS } from './ffmpeg/test-picture-arguments.js';
import { findUsable, type UsableFfmpegs } from './ffmpeg/usable-ffmpeg.js';
import type { Operation } from './plan/operation.js';
import { Reconciler } from './reconciler/reconciler.js';
import { canAdopt } from './runtime/local/can-adopt.js';
import { keepMark } from './runtime/local/find-strays.js';
import { Leash } from './runtime/local/leash.js';
import { LocalRuntime } from './runtime/local/local-runtime.js';
import { prepareStateFolder } from './runtime/local/prepare-state-folder.js';
import { PreviewProcess } from './runtime/local/preview-process.js';
import { ProcessRecords } from './runtime/local/process-records.js';
import { pruneRemovedStreams } from './runtime/local/prune-logs.js';
import { readStreamLog } from './runtime/local/read-stream-log.js';
import { SourceProbe } from './runtime/local/source-probe.js';
import { type SpawnContext, smallEnvironment } from './runtime/local/spawn-context.js';
import { streamLogFolder } from './runtime/local/stream-log-folder.js';
import { StreamPictures } from './runtime/local/stream-pictures.js';
import { TestPicture } from './runtime/local/test-picture.js';
import {
  type DesiredState,
  isMediaListener,
  LISTENER_NAMES,
  type ListenerName,
} from './state/desired-state.js';
import { describeListenProblem } from './state/listen-problem.js';
import { listenerUrl } from './state/listener-url.js';
import type { ObservedListener, ObservedState } from './state/observed-state.js';
import { openToStrangers } from './state/open-listener.js';
import { withOwnKey } from './state/own-credentials.js';
import { serverAccess } from './state/server-access.js';
import { type StreamSpec, sourceText } from './state/stream.js';
import { type Published, withPublished } from './state/with-published.js';
import { configurationStatus } from './status/configuration-status.js';
import { Metrics } from './status/metrics.js';
import { PhaseHistory } from './status/phase-history.js';
import { type RouterStatus, routerStatus, type StatusInput } from './status/router-status.js';
import { StatusFeed } from './status/status-feed.js';
import { steadyNow, systemClock } from './util/clock.js';
import { formatNetworkAddress, type NetworkAddress } from './util/network-address.js';
import { ensureSecret } from './util/secret-file.js';
import { alreadyRuns, StartError } from './util/start-error.js';
import type { StateFolder } from './util/state-folder.js';
import { type FolderLock, lockFolder } from './util/state-lock.js';

/**
 * Wires the parts together and starts the router. Resolves when every listener of the configuration is open, or when
 * there is no valid configuration to begin with (then it waits for one).
 * @throws StartError when it cannot start; nothing is left running then
 */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const ffmpegs = await findUsable(options, process.env);
  if ('problem' in ffmpegs) throw new StartError(ffmpegs.problem, ffmpegs.remedy);
  for (const { path, version, inventory } of ffmpegs)
    options.log.info({ path, version, encoders: inventory.encoders.size }, 'ffmpeg found');
  const { stateFolder } = options;
  const isToAdopt = canAdopt();
  if (options.detachOnExit && !isToAdopt) {
    throw new StartError(
      'On this system nothing can run on after the router (--detach-on-exit): no other router could go on with it.',
      'Leave the option out.',
    );
  }
  const { mark, shortage } = prepareStateFolder(stateFolder);
  const records = new ProcessRecords(stateFolder.processes, (file, problem) =>
    options.log.warn({ file, problem }, 'the record of a process cannot be used'),
  );
  const environment = smallEnvironment(process.env, mark);
  const leash = isToAdopt
    ? null
    : new Leash({
        script: fileURLToPath(new URL('./runtime/local/leash-main.js', import.meta.url)),
        socketPath: stateFolder.leashSocket,
        environment,
        log: options.log,
      });
  const router = new Router(
    options,
    ffmpegs,
    {
      environment,
      leash,
      outputFolder: options.stateFolder.outputs,
      records,
      log: options.log,
      prepareFolders: () => {
        stateFolder.create();
        keepMark(stateFolder.mark, mark);
      },
    },
    mark,
  );
  try {
    await router.takeStateFolder();
    await router.start(shortage);
  } catch (error) {
    // What ran before a failed start goes on running; what is asked to stop stops, unless it is to run on after the router.
    const isAskedToStop = options.stop.aborted;
    await router.close({ leave: router.hasAdopted && (!isAskedToStop || options.detachOnExit) });
    throw error;
  }
  return router;
}

export interface RouterOptions {
  /** Absolute. */
  readonly configPath: string;
  /** As the user called it, for messages. */
  readonly configName: string;
  readonly stateFolder: StateFolder;
  readonly lastGood: LastGood;
  /** Polls the configuration at this interval in place of watching it; null: watch. */
  readonly pollIntervalMs: number | null;
  /** What was changed while no router ran passes the guard. */
  readonly approvesFirst: boolean;
  /** Path, or name to look for on PATH. */
  readonly ffmpeg: string;
  /** Likewise, for what that one cannot do; null: there is no other. */
  readonly ffmpegFull: string | null;
  readonly version: string;
  readonly log: Logger;
  /** Streams and servers are to run on after a router that was asked to stop. */
  readonly detachOnExit: boolean;
  /** Is aborted when the router is to stop, also while it starts. */
  readonly stop: AbortSignal;
  /** Path at the ingest to which a test picture is pushed; null for none. */
  readonly testPicturePath: string | null;
}

export class Router {
  readonly #options: RouterOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #configuration: ConfigurationFile;
  readonly #revision: LiveRevision;
  readonly #desk: ConfigurationDesk;
  readonly #feed: StatusFeed;
  readonly #history = new PhaseHistory();
  readonly #metrics = new Metrics();
  readonly #probe: SourceProbe;
  readonly #runtime: LocalRuntime;
  readonly #leash: Leash | null;
  readonly #testPicture: TestPicture;
  readonly #preview: PreviewProcess;
  readonly #api: FastifyInstance;
  readonly #http: HttpFront;
  readonly #reconciler: Reconciler;
  readonly #waiters = new Set<() => void>();
  readonly #tick: NodeJS.Timeout;
  readonly #pruneTick: NodeJS.Timeout;
  #localApi: LocalSocket | null = null;
  #lock: Extract<FolderLock, { ok: true }> | null = null;
  #isAdoptionDone = false;
  /** What was warned of. */
  #openListeners: ReadonlySet<string> = new Set();
  #secret = randomBytes(32).toString('base64url');

  constructor(options: RouterOptions, ffmpegs: UsableFfmpegs, spawn: SpawnContext, mark: string) {
    const { log, stateFolder } = options;
    this.#options = options;
    this.#leash = spawn.leash;
    const onChange = (): void => this.#changed();
    this.#revision = new LiveRevision(options.configPath, () => this.#configuration.look());
    this.#configuration = new ConfigurationFile({
      path: options.configPath,
      name: options.configName,
      lastGood: options.lastGood,
      pollIntervalMs: options.pollIntervalMs,
      approvesFirst: options.approvesFirst,
      running: () => this.#running(),
      log,
      onLive: () => {
        this.#revision.take();
        this.#pruneLogs();
      },
      onChange,
    });
    this.#http = new HttpFront({
      stateFolder,
      configFolder: () => configurationFolder(options.configPath),
      desired: () => this.#configuration.state.live?.desired ?? null,
      onChange,
      log,
    });
    this.#feed = new StatusFeed(() => this.#statusInput());
    this.#runtime = new LocalRuntime({
      ffmpegs,
      spawn,
      log,
      onChange,
      mediaServerScripts: {
        rtsp: fileURLToPath(new URL('./media-server/rtsp/main.js', import.meta.url)),
        rtmp: fileURLToPath(new URL('./media-server/rtmp/main.js', import.meta.url)),
      },
      controlSocket: (server) => stateFolder.controlSocket(server),
      logsFolder: stateFolder.logs,
      mark,
      records: spawn.records,
    });
    const painter = ffmpegs.find(({ inventory }) =>
      TEST_PICTURE_ENCODERS.every((name) => inventory.encoders.has(name)),
    );
    this.#testPicture = new TestPicture({ ffmpeg: painter ?? null, spawn, log });
    this.#preview = new PreviewProcess({
      script: fileURLToPath(new URL('./preview/main.js', import.meta.url)),
      socketPath: stateFolder.previewSocket,
      spawn,
      log,
    });
    this.#tick = setInterval(() => {
      this.#testPicture.poll();
      this.#preview.poll();
      this.#localApi?.ensureOpen();
      this.#http.keep();
      this.#tellAccess();
      if (this.#isAdoptionDone) this.#warnOfOpen();
      if (this.#revision.check(this.#isFileLive())) this.#feed.nudge();
      try {
        keepMark(stateFolder.mark, mark);
      } catch {
        // The folder is gone or full: it is tried again a second later.
      }
    }, TICK_MS);
    this.#pruneTick = setInterval(() => this.#pruneLogs(), PRUNE_EVERY_MS);
    this.#desk = new ConfigurationDesk(options.configPath, options.configName);
    this.#probe = new SourceProbe(ffmpegs, spawn, () => this.#secret);
    this.#feed.subscribe((change) => this.#history.record(change, Date.now()), { isPatient: true });
    const pageFolder = fileURLToPath(new URL('./web', import.meta.url));
    this.#api = createApi(this.#apiSource(), { pageFolder });
    this.#http.serve(this.#api.routing);
    this.#reconciler = new Reconciler({
      // What an earlier router left is taken up, or ended, before anything is planned.
      desired: () => (this.#isAdoptionDone ? (this.#configuration.state.live?.desired ?? null) : null),
      observe: () => this.#observe(),
      apply: (operation) => this.#apply(operation),
      clock: systemClock,
      log,
    });
  }

  /** Opens the router's socket in the state folder, which also shows a second router that this one is here. */
  async takeStateFolder(): Promise<void> {
    await this.#api.ready();
    const { stateFolder, log } = this.#options;
    const lock = await lockFolder(stateFolder.path);
    if (!lock.ok) throw new StartError(...alreadyRuns(lock.holder?.pid ?? null));
    this.#lock = lock;
    this.#localApi = await openLocalSocket(stateFolder.routerSocket, this.#api.routing, (error) =>
      log.warn({ err: error }, 'the socket for commands cannot be opened'),
    );
  }

  /** @param shortage why nothing could be started now: it may still go on with what runs */
  async start(shortage: StartError | null): Promise<void> {
    if (this.#leash !== null) {
      this.#options.log.warn(
        'on this system streams end with the router, however it ends: the next one starts them anew',
      );
      await this.#leash.start();
    }
    this.#secret = this.#keptSecret();
    this.#configuration.open();
    this.#tellAccess();
    await this.#adopt();
    if (shortage !== null) this.#goOnWithout(shortage);
    this.#isAdoptionDone = true;
    this.#changed();
    this.#configuration.watch();
    const { live } = this.#configuration.state;
    if (live === null) return;
    await this.until(() => {
      // What is wanted by now: the file may have been saved meanwhile.
      const wanted = this.#configuration.state.live?.desired.listen ?? live.desired.listen;
      const { listeners } = this.#observe();
      return LISTENER_NAMES.every((name) => isSettled(listeners[name], wanted[name]));
    });
    for (const name of LISTENER_NAMES) throwIfFailed(name, this.#observe().listeners[name]);
    const { listeners } = this.#observe();
    const told = LISTENER_NAMES.map((name) => {
      const url = name === 'http' ? this.#http.url : listenerUrl(name, listeners[name]);
      return [name, url ?? 'off'];
    });
    this.#options.log.info(Object.fromEntries(told), 'listening');
    this.#warnOfOpen();
  }

  /** Looks at the file now instead of when it is noticed that it changed. */
  look(): void {
    this.#configuration.look();
  }

  status(): RouterStatus {
    return routerStatus(this.#statusInput());
  }

  /**
   * Resolves as soon as `condition` holds; it is looked at whenever something has changed. Rejects with the reason when
   * the router is asked to stop meanwhile.
   */
  async until(condition: () => boolean): Promise<void> {
    const { stop } = this.#options;
    stop.throwIfAborted();
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!stop.aborted && !condition()) return;
        this.#waiters.delete(look);
        stop.removeEventListener('abort', look);
        if (stop.aborted) reject(stop.reason as Error);
        else resolve();
      };
      this.#waiters.add(look);
      stop.addEventListener('abort', look);
    });
  }

  /** Whether it goes on with processes of an earlier router. */
  get hasAdopted(): boolean {
    return this.#runtime.hasAdopted;
  }

  /** Ends everything (`leave`: but for streams and servers, which run on) and resolves when nothing is left to do. */
  async close({ leave = false }: { readonly leave?: boolean } = {}): Promise<void> {
    clearInterval(this.#tick);
    clearInterval(this.#pruneTick);
    this.#reconciler.close();
    this.#feed.close();
    await this.#configuration.close();
    await Promise.all([
      this.#preview.close(),
      this.#testPicture.close(),
      this.#probe.close(),
      leave ? this.#runtime.leave() : this.#runtime.close(),
    ]);
    await this.#leash?.close();
    await this.#http.close();
    this.#localApi?.close();
    await this.#api.close();
    this.#lock?.release();
    this.#options.log.info(leave ? 'stopped; streams and servers run on' : 'stopped');
  }

  async #adopt(): Promise<void> {
    const { log } = this.#options;
    const { adopted, ended } = await this.#runtime.adopt(this.#configuration.state.live?.desired ?? null);
    if (adopted > 0) log.info({ processes: adopted }, 'processes of an earlier router go on');
    if (ended > 0)
      log.warn({ processes: ended }, 'processes of an earlier router could not be verified and were ended');
  }

  /** @throws the shortage where it leaves nothing to go on with */
  #goOnWithout(shortage: StartError): void {
    if (!this.hasAdopted) throw shortage;
    const { message: problem, remedy } = shortage;
    this.#options.log.error({ problem, remedy }, 'what runs goes on, but nothing can be started');
  }

  #apiSource(): ApiSource {
    const { stateFolder } = this.#options;
    return {
      status: () => this.status(),
      events: this.#feed,
      history: (name) => this.#history.of(name),
      logs: (name, after) => {
        const folder = streamLogFolder(stateFolder.logs, name);
        return folder === null ? [] : readStreamLog(folder, { after });
      },
      restart: (name) => this.#runtime.restart(name),
      pictures: new StreamPictures({
        preview: this.#preview,
        desired: () => this.#wanted(),
        observe: () => this.#observe(),
        secret: () => this.#secret,
      }),
      configuration: this.#desk,
      approve: (hash) => this.#configuration.approve(hash),
      look: () => {
        this.#configuration.look();
        this.#changed();
      },
      preferredSource: (name) => {
        const spec = this.#wanted()?.streams.get(name);
        return spec === undefined ? null : sourceText(spec.sources[0]);
      },
      sourceMeant: (text, name) =>
        this.#desk.sourceMeant(text, name, this.#configuration.state.live?.references ?? new Map()),
      probe: async (source, name, timeoutMs) => {
        const spec = this.#wanted()?.streams.get(name ?? '');
        const options = { inputArgs: spec?.ffmpeg.inputArgs ?? [], timeoutMs };
        return this.#probe.isBusy ? 'busy' : this.#probe.look(source, this.#observe(), options);
      },
      metrics: async () => {
        const input = this.#statusInput();
        const liveSinceMs = this.#configuration.state.live?.sinceMs ?? null;
        const text = await this.#metrics.text({ ...input, status: routerStatus(input), liveSinceMs });
        return { contentType: this.#metrics.contentType, text };
      },
      access: this.#http.access,
      isAlive: () => steadyNow() - this.#reconciler.lastPassAtMs < ALIVE_WITHIN_MS,
      isReady: () => this.#configuration.state.live !== null,
    };
  }

  #statusInput(): StatusInput {
    const observed = this.#observe();
    const published = this.#published(observed);
    return {
      router: { version: this.#options.version, pid: process.pid, startedAt: this.#startedAt },
      configuration: configurationStatus(this.#configuration, this.#revision.value, published?.refused ?? []),
      desired: published?.desired ?? null,
      observed,
    };
  }

  #isFileLive(): boolean {
    const { state, liveSource } = this.#configuration;
    return state.live !== null && state.problem === null && state.held === null && liveSource === 'file';
  }

  /** The live configuration with the streams that its patterns make of who publishes now. */
  #published(observed: ObservedState): Published | null {
    const { live } = this.#configuration.state;
    return live === null ? null : withPublished(live.desired, observed);
  }

  #wanted(): DesiredState | null {
    return this.#published(this.#observe())?.desired ?? null;
  }

  /** What the guard counts; null before it is known what an earlier router left. */
  #running(): readonly StreamSpec[] | null {
    if (!this.#isAdoptionDone) return null;
    const streams = [...this.#runtime.observe().streams.values()];
    return streams.filter(({ state }) => state.phase === 'running').map(({ spec }) => spec);
  }

  #observe(): ObservedState {
    const { streams, held, listeners, mediaServers } = this.#runtime.observe();
    return {
      takenAtMs: steadyNow(),
      streams,
      listeners: { ...listeners, http: this.#http.state },
      held,
      mediaServers,
    };
  }

  #apply(operation: Operation): void {
    if (operation.kind !== 'listen') this.#runtime.apply(operation);
    else if (isMediaListener(operation.listener)) this.#runtime.listen(operation.listener, operation.to);
    else this.#http.listen(operation.to);
  }

  /** What an earlier router has started comes by it as well. Where none can be kept, what runs goes on with another one. */
  #keptSecret(): string {
    try {
      return ensureSecret(this.#options.stateFolder.serverSecret);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the secret of the servers cannot be kept');
      return this.#secret;
    }
  }

  /** Of each listener that strangers can use: when it opens, and when the file opens it. */
  #warnOfOpen(): void {
    const { live } = this.#configuration.state;
    if (live === null) return;
    const { listeners } = this.#observe();
    const access = this.#http.access.rules();
    const open = LISTENER_NAMES.flatMap((name) => openToStrangers(name, listeners[name], access) ?? []);
    for (const { problem, remedy } of open)
      if (!this.#openListeners.has(problem)) this.#options.log.warn({ remedy }, problem);
    this.#openListeners = new Set(open.map(({ problem }) => problem));
  }

  /** Before anything is planned: no listener opens without them. */
  #tellAccess(): void {
    const { live } = this.#configuration.state;
    if (live === null) return;
    this.#runtime.useCertificate(this.#http.tlsFiles);
    this.#runtime.setUdpPorts(live.desired.rtsp.udpPorts);
    const { desired } = live;
    const isUnsettled = desired.unsettled !== null && desired.unsettled.untilMs > steadyNow();
    const rules = this.#http.access.rules();
    this.#runtime.setAccess(serverAccess(rules, desired, this.#secret, isUnsettled));
  }

  #changed(): void {
    this.#tellAccess();
    this.#reconciler.nudge();
    this.#feed.nudge();
    const { testPicturePath } = this.#options;
    if (testPicturePath !== null && this.#isAdoptionDone) {
      const ingest = listenerUrl('rtmp', this.#runtime.observe().listeners.rtmp);
      const url = `${ingest}/${testPicturePath}`;
      this.#testPicture.push(ingest === null ? null : withOwnKey(url, this.#secret, 'push', testPicturePath));
    }
    for (const look of [...this.#waiters]) look();
  }

  #pruneLogs(): void {
    const wanted = this.#wanted();
    if (wanted === null) return;
    try {
      pruneRemovedStreams(this.#options.stateFolder.logs, wanted.streams.keys(), Date.now());
    } catch (error) {
      this.#options.log.warn({ err: error }, 'logs of removed streams could not be removed');
    }
  }
}

const ALIVE_WITHIN_MS = 30_000;
const TICK_MS = 1_000;
const PRUNE_EVERY_MS = 60 * 60 * 1000;
function isSettled(listener: ObservedListener, wanted: NetworkAddress | null): boolean {
  if (listener.phase !== 'open' && listener.phase !== 'failed')
    return wanted === null && listener.phase === 'off';
  // One that was adopted may be open, but somewhere else.
  return wanted !== null && formatNetworkAddress(listener.requested) === formatNetworkAddress(wanted);
}

function throwIfFailed(name: ListenerName, listener: ObservedListener): void {
  if (listener.phase !== 'failed') return;
  const { problem, remedy } = describeListenProblem(name, listener.requested, listener.problem.code);
  throw new StartError(problem, remedy);
}
