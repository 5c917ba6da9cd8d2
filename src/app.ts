import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { HttpListener } from './api/http-listener.js';
import { type LocalSocket, openLocalSocket } from './api/local-socket.js';
import { createApi } from './api/routes.js';
import {
  type ConfigurationState,
  isKnownContent,
  nextConfigurationState,
} from './config/configuration-state.js';
import { FileWatcher } from './config/file-watcher.js';
import type { LastGood } from './config/last-good.js';
import type { FileContent } from './config/read-file.js';
import { readFileContent } from './config/read-file.js';
import { isNoRoom } from './ffmpeg/classify-end.js';
import { findFfmpeg } from './ffmpeg/find-ffmpeg.js';
import { readInventory } from './ffmpeg/inventory.js';
import type { Operation } from './plan/operation.js';
import { Reconciler } from './reconciler/reconciler.js';
import { canAdopt } from './runtime/local/can-adopt.js';
import { keepMark, makeMark, readMark } from './runtime/local/find-strays.js';
import { Leash } from './runtime/local/leash.js';
import { LocalRuntime } from './runtime/local/local-runtime.js';
import { ProcessRecords } from './runtime/local/process-records.js';
import { pruneRemovedStreams } from './runtime/local/prune-logs.js';
import { readStreamLog } from './runtime/local/read-stream-log.js';
import { type SpawnContext, smallEnvironment } from './runtime/local/spawn-context.js';
import { streamLogFolder } from './runtime/local/stream-log-folder.js';
import { TestPicture } from './runtime/local/test-picture.js';
import type { UsableFfmpeg } from './runtime/local/usable-ffmpeg.js';
import { LISTENER_NAMES, type ListenerName } from './state/desired-state.js';
import { describeListenProblem } from './state/listen-problem.js';
import { listenerUrl } from './state/listener-url.js';
import type { ObservedListener, ObservedState } from './state/observed-state.js';
import {
  type ConfigurationStatus,
  listenerStatuses,
  type RouterStatus,
  streamStatuses,
} from './status/router-status.js';
import { steadyNow, systemClock } from './util/clock.js';
import { formatNetworkAddress, type NetworkAddress } from './util/network-address.js';
import { alreadyRuns, StartError } from './util/start-error.js';
import { MAX_SOCKET_PATH_BYTES, type StateFolder } from './util/state-folder.js';
import { type FolderLock, lockFolder } from './util/state-lock.js';

/**
 * Wires the parts together and starts the router. Resolves when every listener of the configuration is open, or when
 * there is no valid configuration to begin with (then it waits for one).
 * @throws StartError when it cannot start; nothing is left running then
 */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const ffmpeg = await findFfmpeg(options.ffmpeg, process.env);
  if ('problem' in ffmpeg) throw new StartError(ffmpeg.problem, ffmpeg.remedy);
  options.log.info({ path: ffmpeg.path, version: ffmpeg.version }, 'ffmpeg found');
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
  const inventory = await readInventory(ffmpeg);
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
    { path: ffmpeg.path, inventory },
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
  /** Path, or name to look for on PATH. */
  readonly ffmpeg: string;
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
  readonly #runtime: LocalRuntime;
  readonly #leash: Leash | null;
  readonly #testPicture: TestPicture;
  readonly #api: FastifyInstance;
  readonly #http: HttpListener;
  readonly #reconciler: Reconciler;
  readonly #waiters = new Set<() => void>();
  readonly #tick: NodeJS.Timeout;
  readonly #pruneTick: NodeJS.Timeout;
  #localApi: LocalSocket | null = null;
  #lock: Extract<FolderLock, { ok: true }> | null = null;
  #isAdoptionDone = false;
  #watcher: FileWatcher | null = null;
  #configuration: ConfigurationState;
  #liveSource: ConfigurationStatus['liveSource'] = 'file';
  #isPinned = false;

  constructor(options: RouterOptions, ffmpeg: UsableFfmpeg, spawn: SpawnContext, mark: string) {
    const { log, stateFolder } = options;
    this.#options = options;
    this.#leash = spawn.leash;
    this.#configuration = { file: options.configName, live: null, problem: null };
    const onChange = (): void => this.#changed();
    this.#runtime = new LocalRuntime({
      ffmpeg,
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
    this.#testPicture = new TestPicture({ ffmpeg, spawn, log });
    this.#tick = setInterval(() => {
      this.#testPicture.poll();
      this.#localApi?.ensureOpen();
      try {
        keepMark(stateFolder.mark, mark);
      } catch {
        // The folder is gone or full: it is tried again a second later.
      }
    }, TICK_MS);
    this.#pruneTick = setInterval(() => this.#pruneLogs(), PRUNE_EVERY_MS);
    this.#api = createApi({
      status: () => this.status(),
      logs: (name, after) => {
        const folder = streamLogFolder(stateFolder.logs, name);
        return folder === null ? [] : readStreamLog(folder, { after });
      },
      restart: (name) => this.#restart(name),
      isAlive: () => steadyNow() - this.#reconciler.lastPassAtMs < ALIVE_WITHIN_MS,
      isReady: () => this.#configuration.live !== null,
    });
    this.#http = new HttpListener(this.#api.routing, onChange);
    this.#reconciler = new Reconciler({
      // What an earlier router left is taken up, or ended, before anything is planned.
      desired: () => (this.#isAdoptionDone ? (this.#configuration.live?.desired ?? null) : null),
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
    this.#take(readFileContent(this.#options.configPath));
    if (this.#configuration.live === null) this.#takeLastGood();
    await this.#adopt();
    if (shortage !== null) this.#goOnWithout(shortage);
    this.#isAdoptionDone = true;
    this.#changed();
    this.#watcher = new FileWatcher(this.#options.configPath, {
      pollIntervalMs: this.#options.pollIntervalMs,
      isKnown: (content) =>
        isPinnedMount(content) === this.#isPinned && isKnownContent(this.#configuration, content),
      onContent: (content) => this.#take(content),
    });
    const { live } = this.#configuration;
    if (live === null) return;
    await this.until(() => {
      // What is wanted by now: the file may have been saved meanwhile.
      const wanted = this.#configuration.live?.desired.listen ?? live.desired.listen;
      const { listeners } = this.#observe();
      return LISTENER_NAMES.every((name) => isSettled(listeners[name], wanted[name]));
    });
    for (const name of LISTENER_NAMES) throwIfFailed(name, this.#observe().listeners[name]);
    const urls = LISTENER_NAMES.map((name) => [
      name,
      listenerUrl(name, this.#observe().listeners[name]) ?? 'off',
    ]);
    this.#options.log.info(Object.fromEntries(urls), 'listening');
  }

  /** Looks at the file now instead of when it is noticed that it changed. */
  look(): void {
    this.#watcher?.look();
  }

  status(): RouterStatus {
    const { file, live, problem } = this.#configuration;
    const observed = this.#observe();
    return {
      router: { version: this.#options.version, pid: process.pid, startedAt: this.#startedAt },
      configuration: {
        file,
        liveHash: live?.hash ?? null,
        generation: live?.generation ?? 0,
        liveSource: this.#liveSource,
        warning: this.#isPinned ? PINNED_WARNING : null,
        problem:
          problem === null
            ? null
            : {
                since: new Date(problem.sinceMs).toISOString(),
                hash: problem.hash,
                diagnostics: problem.diagnostics,
              },
      },
      listeners: listenerStatuses(observed),
      streams: streamStatuses(live?.desired ?? null, observed, live?.generation ?? 0),
    };
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
    await this.#watcher?.close();
    await Promise.all([this.#testPicture.close(), leave ? this.#runtime.leave() : this.#runtime.close()]);
    await this.#leash?.close();
    await this.#http.close();
    this.#localApi?.close();
    await this.#api.close();
    this.#lock?.release();
    this.#options.log.info(leave ? 'stopped; streams and servers run on' : 'stopped');
  }

  async #adopt(): Promise<void> {
    const { log } = this.#options;
    const { adopted, ended } = await this.#runtime.adopt(this.#configuration.live?.desired ?? null);
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

  #restart(name: string): boolean {
    const stream = this.#observe().streams.get(name);
    if (stream === undefined) return false;
    this.#runtime.apply({ kind: 'restart', spec: stream.spec, cause: { kind: 'asked' } });
    return true;
  }

  #observe(): ObservedState {
    const { streams, listeners, mediaServers } = this.#runtime.observe();
    return {
      takenAtMs: steadyNow(),
      streams,
      listeners: { ...listeners, http: this.#http.state },
      mediaServers,
    };
  }

  #apply(operation: Operation): void {
    if (operation.kind !== 'listen') this.#runtime.apply(operation);
    else if (operation.listener === 'http') this.#http.listen(operation.to);
    else this.#runtime.listen(operation.listener, operation.to);
  }

  #changed(): void {
    this.#reconciler.nudge();
    const { testPicturePath } = this.#options;
    if (testPicturePath !== null && this.#isAdoptionDone) {
      const ingest = listenerUrl('rtmp', this.#runtime.observe().listeners.rtmp);
      this.#testPicture.push(ingest === null ? null : `${ingest}/${testPicturePath}`);
    }
    for (const look of [...this.#waiters]) look();
  }

  #take(content: FileContent): void {
    const before = this.#configuration;
    this.#configuration = nextConfigurationState(before, content, steadyNow());
    const { live, problem, file } = this.#configuration;
    const { log, lastGood } = this.#options;
    if (live !== null && live.generation !== before.live?.generation) {
      this.#liveSource = 'file';
      lastGood.write(live.text);
      const { hash, generation } = live;
      log.info({ file, hash, generation, streams: live.desired.streams.size }, 'configuration is live');
      this.#pruneLogs();
    } else if (problem === null && before.problem !== null) {
      this.#liveSource = 'file';
      log.info({ file }, 'the file is again what is live');
    }
    if (problem !== null && problem !== before.problem) {
      for (const { code, message, remedy, place } of problem.diagnostics) {
        const at = `${place.file}:${place.line}:${place.column}`;
        log.error({ code, at, problem: message, remedy }, 'configuration is invalid');
      }
      if (live !== null) log.error({ file }, 'what was valid before stays live');
    }
    const isPinned = isPinnedMount(content);
    if (isPinned && !this.#isPinned) log.warn({ file }, PINNED_WARNING);
    this.#isPinned = isPinned;
    // Before a doubtful content is carried out it is looked at again, also where nothing tells of changes.
    if (live !== null && live.desired.unsettled !== null) {
      for (const ms of LOOK_AGAIN_MS) setTimeout(() => this.look(), ms).unref();
    }
    this.#changed();
  }

  #pruneLogs(): void {
    const { live } = this.#configuration;
    if (live === null) return;
    try {
      pruneRemovedStreams(this.#options.stateFolder.logs, live.desired.streams.keys(), Date.now());
    } catch (error) {
      this.#options.log.warn({ err: error }, 'logs of removed streams could not be removed');
    }
  }

  /** With an invalid file at the start the router goes on with what was live last, or waits when there is nothing. */
  #takeLastGood(): void {
    const { log, lastGood } = this.#options;
    const { file, problem } = this.#configuration;
    const text = lastGood.read();
    const read = nextConfigurationState(
      { file, live: null, problem: null },
      text === null ? { ok: false, code: 'ENOENT' } : { ok: true, text, isPinned: false },
      steadyNow(),
    );
    if (read.live === null) {
      log.error({ file }, 'waiting for a valid configuration');
      return;
    }
    this.#configuration = { file, live: read.live, problem };
    this.#liveSource = 'last good';
    const { hash, desired } = read.live;
    log.warn(
      { file, hash, streams: desired.streams.size },
      'the last good configuration is live instead of the file',
    );
  }
}

const PINNED_WARNING =
  'The file was replaced outside, but its mount still shows the old one: mount the folder, not the file.';

function isPinnedMount(content: FileContent): boolean {
  return content.ok && content.isPinned;
}

const ALIVE_WITHIN_MS = 30_000;
const TICK_MS = 1_000;
const PRUNE_EVERY_MS = 60 * 60 * 1000;
/** Early enough for what is found to settle within the second that doubtful changes wait. */
const LOOK_AGAIN_MS = [400, 800];

/** Its mark, and why it can take nothing more: one that an earlier router has used may do without for a while. */
interface PreparedFolder {
  readonly mark: string;
  readonly shortage: StartError | null;
}

function prepareStateFolder(folder: StateFolder): PreparedFolder {
  if (Buffer.byteLength(folder.routerSocket) > MAX_SOCKET_PATH_BYTES) {
    throw new StartError(
      `The path of the state folder is too long for a Unix socket: ${folder.path}`,
      'Name a folder with a shorter path with --state-dir.',
    );
  }
  try {
    folder.create();
    folder.tryToWrite();
    return { mark: makeMark(folder.mark), shortage: null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = `The state folder ${folder.path} cannot be written (${code ?? String(error)}).`;
    if (!isNoRoom(code)) {
      throw new StartError(
        problem,
        'Give this user the right to write it, or name another with --state-dir.',
      );
    }
    const shortage = new StartError(
      problem,
      'Make room on its file system, or name another with --state-dir.',
    );
    const mark = readMark(folder.mark);
    if (mark === null) throw shortage;
    return { mark, shortage };
  }
}

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
