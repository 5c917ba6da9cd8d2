import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { TlsFiles } from '../state/access.js';
import type { ObservedListener } from '../state/observed-state.js';
import { steadyNow } from '../util/clock.js';
import { MovableListener } from '../util/movable-listener.js';
import type { NetworkAddress } from '../util/network-address.js';
import { TlsIdentity } from '../util/tls-identity.js';

/** The TCP listener of the API: opens, moves and closes, speaks TLS where it is to, and says where it is. */
export class HttpListener {
  /** Never listens by itself, as the one for TLS: they get their connections from the listener, which can move. */
  readonly #http: Server;
  readonly #handler: RequestListener;
  readonly #listener: MovableListener;
  readonly #onChange: () => void;
  readonly #log: Logger;
  #state: ObservedListener = { phase: 'off' };
  #wanted: NetworkAddress | null = null;
  #identity: TlsIdentity | null = null;
  /** Null without TLS, and while its certificate cannot be used: then nobody is served. */
  #https: SecureServer | null = null;

  constructor(handler: RequestListener, log: Logger, onChange: () => void) {
    this.#handler = handler;
    this.#http = createServer(handler);
    this.#listener = new MovableListener((socket) => this.#serve(socket));
    this.#log = log;
    this.#onChange = onChange;
  }

  get state(): ObservedListener {
    return this.#state;
  }

  /** Open, move or (null) close it. How it went is in {@link state}. */
  listen(address: NetworkAddress | null): void {
    this.#wanted = address;
    if (address === null) {
      this.#state = { phase: 'off' };
      void this.close().then(this.#onChange);
      return;
    }
    this.#state = { phase: 'opening', requested: address };
    try {
      this.#readIdentity();
    } catch (error) {
      queueMicrotask(() => this.#failed(address, 'TLS_FILES', String(error)));
      return;
    }
    this.#listener.listen(address.host, address.port).then(
      (opened) => {
        const sinceMs = steadyNow();
        this.#settle(address, { phase: 'open', requested: address, address: opened, sinceMs });
      },
      (error: NodeJS.ErrnoException) => this.#failed(address, error.code ?? 'UNKNOWN', error.message),
    );
  }

  /** From now on connections are served by TLS with what these files hold (absolute paths), or (null) without it. */
  useTls(files: TlsFiles | null): void {
    const { cert, key } = this.#identity?.files ?? {};
    if (files?.cert === cert && files?.key === key) return;
    this.#identity = files === null ? null : new TlsIdentity(files);
    this.#https?.closeIdleConnections();
    this.#https = null;
    this.#http.closeIdleConnections();
    this.renewTls();
  }

  /** Takes up what the files hold by now, if that is something else; what cannot be used leaves the one before in use. */
  renewTls(): void {
    if (this.#identity === null || !this.#identity.hasChanged()) return;
    try {
      this.#readIdentity();
      this.#log.info({ cert: this.#identity.files.cert }, 'the certificate of the API is in use');
      this.#tellRenewal(null);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const instead = this.#https === null ? 'nobody is served' : 'the one before stays in use';
      this.#log.error({ problem }, `the certificate of the API cannot be used; ${instead}`);
      this.#tellRenewal(problem);
    }
  }

  #tellRenewal(message: string | null): void {
    if (this.#state.phase !== 'open') return;
    const { problem: _before, ...open } = this.#state;
    this.#state = message === null ? open : { ...open, problem: { code: 'TLS_RENEWAL', message } };
    this.#onChange();
  }

  async close(): Promise<void> {
    await this.#listener.close();
    this.#http.closeAllConnections();
    this.#https?.closeAllConnections();
  }

  /** @throws an error that says what is wrong with the files */
  #readIdentity(): void {
    if (this.#identity === null) return;
    const context = this.#identity.read();
    if (this.#https === null) {
      this.#https = createSecureServer({ ...context, minVersion: 'TLSv1.2' }, this.#handler);
      // Whoever speaks no TLS, or trusts another certificate, is nobody's concern.
      this.#https.on('tlsClientError', (_error, socket) => socket.destroy());
    } else this.#https.setSecureContext({ ...context, minVersion: 'TLSv1.2' });
  }

  #serve(socket: Socket): void {
    if (this.#identity === null) this.#http.emit('connection', socket);
    else if (this.#https === null) socket.destroy();
    else this.#https.emit('connection', socket);
  }

  #failed(address: NetworkAddress, code: string, message: string): void {
    const { address: present } = this.#listener;
    const retryAtMs = steadyNow() + RETRY_MS;
    const problem = { code, message };
    this.#settle(address, { phase: 'failed', requested: address, problem, address: present, retryAtMs });
  }

  /** What was asked for meanwhile has its own answer coming. */
  #settle(requested: NetworkAddress, state: ObservedListener): void {
    if (this.#wanted !== requested) return;
    this.#state = state;
    this.#onChange();
  }
}

const RETRY_MS = 2_000;
