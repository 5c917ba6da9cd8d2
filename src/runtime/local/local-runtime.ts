import type { Logger } from 'pino';
import type { Relay } from '../../ffmpeg/relay-arguments.js';
import { resolveMedia } from '../../ffmpeg/resolve-media.js';
import type { StreamOperation } from '../../plan/operation.js';
import type { MediaServerKind, TrackKind } from '../../state/control-protocol.js';
import { listenerUrl } from '../../state/listener-url.js';
import type { StreamSpec } from '../../state/stream.js';
import type { ObservedRuntime, Runtime } from '../runtime.js';
import { MediaServerUnit } from './media-server-unit.js';
import type { SpawnContext } from './spawn-context.js';
import { StreamUnit } from './stream-unit.js';

/** Runs streams as FFmpeg processes on this machine, and the embedded servers as processes beside them. */
export class LocalRuntime implements Runtime {
  readonly #options: LocalRuntimeOptions;
  readonly #streams = new Map<string, StreamUnit>();
  readonly #servers: Readonly<Record<MediaServerKind, MediaServerUnit>>;
  readonly #poller: NodeJS.Timeout;
  #ticks = 0;

  constructor(options: LocalRuntimeOptions) {
    this.#options = options;
    this.#servers = { rtsp: this.#makeServer('rtsp'), rtmp: this.#makeServer('rtmp') };
    this.#poller = setInterval(() => this.#poll(), FAST_POLL_MS);
  }

  observe(): ObservedRuntime {
    const { rtsp, rtmp } = this.#servers;
    return {
      streams: new Map([...this.#streams].map(([name, unit]) => [name, unit.observe()])),
      listeners: { rtsp: rtsp.listener, rtmp: rtmp.listener },
      mediaServers: { rtsp: rtsp.observe(), rtmp: rtmp.observe() },
    };
  }

  apply(operation: StreamOperation): void {
    switch (operation.kind) {
      case 'start':
        this.#start(operation.spec, operation);
        return;
      case 'restart':
        this.#streams.get(operation.spec.name)?.restart(operation.cause);
        return;
      case 'update':
        this.#streams.get(operation.spec.name)?.update(operation.spec, operation.cause);
        return;
      case 'stop':
        this.#streams.get(operation.name)?.stop(operation.cause);
        return;
      default:
        operation satisfies never;
    }
  }

  listen(server: MediaServerKind, address: Parameters<Runtime['listen']>[1]): void {
    this.#servers[server].listen(address);
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
    clearInterval(this.#poller);
  }

  #start(spec: StreamSpec, { cause }: StreamOperation): void {
    const relay = this.#relayOf(spec);
    if (relay === null) return; // the listener went away since the plan was made: the next plan waits for it
    let unit = this.#streams.get(spec.name);
    if (unit === undefined) {
      const { ffmpeg, spawn, log, onChange } = this.#options;
      const onVanished = (name: string): void => {
        this.#streams.delete(name);
        onChange();
      };
      unit = new StreamUnit({ ffmpeg, spawn, log, onChange, onVanished }, spec);
      this.#streams.set(spec.name, unit);
    }
    unit.start(spec, relay, cause);
  }

  #relayOf(spec: StreamSpec): Relay | null {
    const output =
      spec.server.kind === 'remote' ? spec.server.url : listenerUrl('rtsp', this.#servers.rtsp.listener);
    if (output === null) return null;
    const destination = `${output}/${spec.path}`;
    const [source] = spec.sources;
    // What `auto` is has to be found out by an inspection first; until then it is copied.
    const media = resolveMedia(spec, null);
    if (source.kind === 'pull')
      return { input: source.url, output: destination, knownTracks: null, ...media };
    const ingest = listenerUrl('rtmp', this.#servers.rtmp.listener);
    if (ingest === null) return null;
    const { path } = source;
    return { input: `${ingest}/${path}`, output: destination, knownTracks: this.#tracksOf(path), ...media };
  }

  #tracksOf(ingestPath: string): TrackKind[] | null {
    const paths = this.#servers.rtmp.observe().paths;
    const publisher = paths.find(({ path }) => path === ingestPath)?.publisher;
    if (!publisher || publisher.announced === null) return null;
    return [...new Set([...publisher.announced, ...publisher.tracks.map(({ kind }) => kind)])];
  }

  #makeServer(kind: MediaServerKind): MediaServerUnit {
    const { spawn, log, onChange, mediaServerScripts, controlSocket } = this.#options;
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
    for (const unit of this.#streams.values()) if (everyone || unit.isStarting) unit.poll();
    for (const server of Object.values(this.#servers)) server.poll();
  }
}

export interface LocalRuntimeOptions {
  readonly ffmpeg: { readonly path: string };
  readonly mediaServerScripts: Readonly<Record<MediaServerKind, string>>;
  readonly spawn: SpawnContext;
  readonly log: Logger;
  controlSocket(server: MediaServerKind): string;
  /** Something is observed that was not before. */
  onChange(): void;
}

const FAST_POLL_MS = 100;
const SLOW_POLL_TICKS = 5;
const STREAMS_FIRST_MS = 2_500;

async function within(boundMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, boundMs);
  });
  await Promise.race([work, bound]);
  clearTimeout(timer);
}
