import { randomBytes } from 'node:crypto';
import { DIGEST_REALM } from '../../../util/digest-hash.js';

/**
 * The challenges of one connection. A nonce holds for the connection that it was given to and for some minutes, and each count of it for
 * one request: so what somebody has overheard opens nothing from elsewhere. Clients that speak the older way count nothing.
 */
export class Challenge {
  readonly #isEncrypted: boolean;
  readonly #now: () => number;
  #nonce: { readonly text: string; readonly untilMs: number } | undefined;
  #lastCount = 0;

  /** @param isEncrypted then Basic is offered as well */
  constructor(isEncrypted: boolean, now: () => number = () => performance.now()) {
    this.#isEncrypted = isEncrypted;
    this.#now = now;
  }

  /**
   * Headers of a 401. MD5 comes last: of several challenges old players take the last, or any, and can do nothing else. The nonce is the same
   * in all, so it does not matter which of them a response calls itself after.
   * @param isStale the response before was right but for its nonce: the player is to try again without asking anybody
   */
  headers(isStale: boolean): (readonly [string, string])[] {
    // Whoever asks anew may count from the beginning.
    const nonce = (this.#lastCount === 0 ? this.#present() : undefined) ?? this.#renew();
    const digest = (algorithm: string): readonly [string, string] => [
      'WWW-Authenticate',
      `Digest realm="${DIGEST_REALM}", nonce="${nonce}", qop="auth", algorithm=${algorithm}${isStale ? ', stale=true' : ''}`,
    ];
    const basic = ['WWW-Authenticate', `Basic realm="${DIGEST_REALM}"`] as const;
    return [...(this.#isEncrypted ? [basic] : []), digest('SHA-256'), digest('MD5')];
  }

  /** Whether the nonce is the present one and this count of it is used for the first time; then it is used. */
  accepts(nonce: string, count: string | null): boolean {
    if (nonce !== this.#present()) return false;
    if (count === null) return true;
    const number = Number.parseInt(count, 16);
    if (number <= this.#lastCount) return false;
    this.#lastCount = number;
    return true;
  }

  /** The next one has another nonce. */
  renew(): void {
    this.#nonce = undefined;
  }

  #present(): string | undefined {
    return this.#nonce === undefined || this.#nonce.untilMs <= this.#now() ? undefined : this.#nonce.text;
  }

  #renew(): string {
    const text = randomBytes(16).toString('hex');
    this.#nonce = { text, untilMs: this.#now() + LIFETIME_MS };
    this.#lastCount = 0;
    return text;
  }
}

const LIFETIME_MS = 5 * 60_000;
