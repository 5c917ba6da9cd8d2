import type { Logger } from 'pino';
import type { ControlEvent, ControlRequest, MediaServerKind } from '../../state/control-protocol.js';
import type { ObservedListener } from '../../state/observed-state.js';
import { steadyNow } from '../../util/clock.js';
import type { NetworkAddress } from '../../util/network-address.js';
import { type IdentityFiles, TlsIdentity } from '../../util/tls-identity.js';

/** Where one embedded server listens over TLS, beside its plain listener: with what the certificate's files hold by now. */
export class TlsListener {
  readonly #options: TlsListenerOptions;
  #state: ObservedListener = { phase: 'off' };
  /** Undefined while nobody has said. */
  #wanted: NetworkAddress | null | undefined;
  /** The real address of the listener before, so that port 0 means the same port after a crash. */
  #lastAddress: NetworkAddress | null = null;
  #identity: TlsIdentity | null = null;
  #isConnected = false;
  #requestId: number | null = null;

  constructor(options: TlsListenerOptions) {
    this.#options = options;
  }

  get state(): ObservedListener {
    return this.#state;
  }

  get isWanted(): boolean {
    return this.#wanted != null;
  }

  /** @param files absolute paths */
  useFiles(files: IdentityFiles | null): void {
    const { cert, key } = this.#identity?.files ?? {};
    if (files?.cert === cert && files?.key === key) return;
    this.#identity = files === null ? null : new TlsIdentity(files);
    this.renew();
  }

  /** Open, move or (null) close it. How it went is in {@link state}. */
  listen(address: NetworkAddress | null): void {
    this.#wanted = address;
    this.#lastAddress = null;
    this.#state = address === null ? { phase: 'off' } : { phase: 'opening', requested: address };
    this.#ask();
  }

  /** The server's process answers. @param present where it listens already */
  connected(present: NetworkAddress | null): void {
    this.#isConnected = true;
    if (this.#wanted !== undefined) {
      if (this.#wanted?.host === present?.host && this.#wanted?.port === 0) this.#lastAddress = present;
      this.#ask();
    } else if (present !== null) {
      this.#state = { phase: 'open', requested: present, address: present, sinceMs: steadyNow() };
    }
  }

  /** The server's process has ended, or is to. */
  gone(): void {
    this.#isConnected = false;
    this.#requestId = null;
    if (this.#wanted != null) this.#state = { phase: 'opening', requested: this.#wanted };
    else this.#state = { phase: 'off' };
  }

  /** False for an answer to something else. */
  answered(event: Extract<ControlEvent, { readonly type: 'listening' | 'listen-failed' }>): boolean {
    if (event.id !== this.#requestId) return false;
    const wanted = this.#wanted;
    if (wanted == null) return true;
    if (event.type === 'listen-failed') {
      this.#failed(wanted, event.code, event.message);
      return true;
    }
    this.#lastAddress = { host: event.host, port: event.port };
    const sinceMs = this.#state.phase === 'open' ? this.#state.sinceMs : steadyNow();
    this.#state = { phase: 'open', requested: wanted, address: this.#lastAddress, sinceMs };
    return true;
  }

  /** Takes up what the files hold by now, if that is something else; to be called each second. */
  renew(): void {
    if (this.#state.phase !== 'open' || this.#identity?.hasChanged() !== true) return;
    this.#wanted ??= this.#state.requested;
    this.#ask();
  }

  #ask(): void {
    if (!this.#isConnected || this.#wanted === undefined) return;
    const id = this.#options.nextId();
    this.#requestId = id;
    const address = this.#lastAddress ?? this.#wanted;
    if (address === null) {
      this.#options.send({ type: 'listen-tls', id, to: null });
      return;
    }
    try {
      if (this.#identity === null) throw new Error('"tls": there is no certificate');
      this.#options.send({ type: 'listen-tls', id, to: { ...address, ...this.#identity.read() } });
    } catch (error) {
      this.#cannotRead(address, error instanceof Error ? error.message : String(error));
    }
  }

  /** One that listens goes on with the certificate that it has. */
  #cannotRead(address: NetworkAddress, problem: string): void {
    const { server, log } = this.#options;
    if (this.#state.phase === 'open') {
      log.error({ server, problem }, 'the new certificate cannot be used; the one before stays in use');
      this.#state = { ...this.#state, problem: { code: 'TLS_RENEWAL', message: problem } };
    } else {
      log.error({ server, problem }, 'the certificate cannot be used; nobody is served over TLS');
      this.#failed(this.#wanted ?? address, 'TLS_FILES', problem);
    }
    this.#options.onChange();
  }

  #failed(requested: NetworkAddress, code: string, message: string): void {
    const address = this.#state.phase === 'open' ? this.#state.address : null;
    const retryAtMs = steadyNow() + RETRY_MS;
    this.#state = { phase: 'failed', requested, problem: { code, message }, address, retryAtMs };
    this.#options.log.error(
      { server: this.#options.server, ...requested, code },
      'embedded server cannot listen over TLS',
    );
  }
}

export interface TlsListenerOptions {
  readonly server: MediaServerKind;
  readonly log: Logger;
  nextId(): number;
  send(request: ControlRequest): void;
  onChange(): void;
}

const RETRY_MS = 2_000;
