import type { RequestListener } from 'node:http';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { TlsFiles } from '../state/access.js';
import type { DesiredState } from '../state/desired-state.js';
import { listenerUrl } from '../state/listener-url.js';
import type { ObservedListener } from '../state/observed-state.js';
import { isLoopback, type NetworkAddress } from '../util/network-address.js';
import { printOf } from '../util/same-secret.js';
import type { StateFolder } from '../util/state-folder.js';
import type { AccessSource } from './access/access-control.js';
import { CurrentRules } from './access/current-rules.js';
import { GeneratedToken } from './access/generated-token.js';
import { SessionFile } from './access/session-file.js';
import { Sessions } from './access/sessions.js';
import { HttpListener } from './http-listener.js';

/** The API over TCP: where it listens, by which certificate, and what lets people in. */
export class HttpFront {
  /** For the API, which decides by it. */
  readonly access: AccessSource;
  readonly #options: HttpFrontOptions;
  readonly #rules: CurrentRules;
  readonly #token: GeneratedToken;
  #listener: HttpListener | null = null;

  constructor(options: HttpFrontOptions) {
    const { stateFolder, log } = options;
    this.#options = options;
    this.#rules = new CurrentRules(options.desired);
    this.#token = new GeneratedToken(stateFolder.token, log);
    this.access = {
      httpHost: () => this.#host(),
      rules: () => this.#rules.now(),
      token: () => this.#rules.now().token ?? this.#token.value,
      sessions: new Sessions(new SessionFile(stateFolder.sessions, log)),
      cookieName: `kazstreamlink_${printOf(stateFolder.path).slice(0, 8)}`,
    };
  }

  /** To be called once, before it listens. */
  serve(handler: RequestListener): void {
    this.#listener = new HttpListener(handler, this.#options.log, this.#options.onChange);
  }

  get state(): ObservedListener {
    return this.#listener?.state ?? { phase: 'off' };
  }

  /** Where this machine reaches it; null while it does not listen. */
  get url(): string | null {
    const url = listenerUrl('http', this.state);
    return this.tlsFiles === null ? url : (url?.replace(/^http:/, 'https:') ?? null);
  }

  /** Of the certificate, by absolute paths; null: no TLS. */
  get tlsFiles(): TlsFiles | null {
    const { tls } = this.#rules.now();
    const configFolder = this.#options.configFolder();
    return tls === null
      ? null
      : { cert: resolve(configFolder, tls.cert), key: resolve(configFolder, tls.key) };
  }

  listen(address: NetworkAddress | null): void {
    this.#listener?.useTls(this.tlsFiles);
    this.#listener?.listen(address);
    this.keep();
  }

  /** Carries out what the file says of access by now, and takes up another certificate; to be called each second. */
  keep(): void {
    const host = this.#host();
    if (host === null) return;
    this.#listener?.useTls(this.tlsFiles);
    this.#listener?.renewTls();
    if (!isLoopback(host) && this.#rules.now().token === null) this.#token.ensure();
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  #host(): string | null {
    const { state } = this;
    return state.phase === 'off' ? null : state.requested.host;
  }
}

export interface HttpFrontOptions {
  readonly stateFolder: StateFolder;
  /** From which on the files of `tls` are named. */
  configFolder(): string;
  /** Null while there is no valid configuration. */
  desired(): DesiredState | null;
  onChange(): void;
  readonly log: Logger;
}
