import type { RefusalKind } from '../../state/control-protocol.js';
import { KEY_PARAMETER, OWN_USER, ownPassword } from '../../state/own-credentials.js';
import { narrowestFit } from '../../state/path-pattern.js';
import type { ServerAccess } from '../../state/server-access.js';
import { FailureLimit } from '../../util/failure-limit.js';
import { isSameSecret } from '../../util/same-secret.js';
import { MAX_FAILURE_WAIT_MS } from '../address-limits.js';

/** Decides who may push to a path of the ingest, and who may play from it, as the router says. */
export class IngestGate {
  readonly #failures: FailureLimit;
  #access: ServerAccess | null = null;

  constructor(now: () => number = () => performance.now()) {
    this.#failures = new FailureLimit(now, MAX_FAILURE_WAIT_MS);
  }

  /** From now on; what was refused before may be right by now. */
  use(access: ServerAccess): void {
    this.#access = access;
    this.#failures.forgetAll();
  }

  /**
   * Whether somebody may push. Without keys everybody may; else the key is that of the query, or the last part of the path, which then is
   * no part of it.
   */
  publish({ path, keys, visitor }: Request): Admission {
    const access = this.#access;
    if (access === null || access.keys === null) return { ok: true, path, key: null };
    if (keys.some((key) => this.#isOwn('push', path, key, visitor))) return { ok: true, path, key: OWN_USER };
    const { address } = visitor;
    for (const { name, key } of readings(path, keys)) {
      const rule = narrowestFit(access.keys, name);
      if (rule === undefined) continue;
      if (rule.keys === null) {
        // Where none is needed nothing of the path is one.
        if (name === path) return { ok: true, path, key: null };
        continue;
      }
      if (key === null || !rule.keys.some((right) => isSameSecret(right, key))) continue;
      if (this.#failures.waitMs(address, name) > 0)
        return this.#refuseAfterFailures(access.keys, { path, keys, visitor });
      this.#failures.succeeded(address, name);
      return { ok: true, path: name, key };
    }
    return this.#refuse(access.keys, { path, keys, visitor });
  }

  play({ path, keys, visitor }: Request): Admission {
    const access = this.#access;
    if (access === null || (access.keys === null && !access.isReadingGuarded))
      return { ok: true, path, key: null };
    if (keys.some((key) => this.#isOwn('play', path, key, visitor))) return { ok: true, path, key: OWN_USER };
    return refused('no-right', this.#shown(path));
  }

  /** Whether who was admitted before would be so now. */
  stillMay(use: 'publish' | 'play', { path, key }: Extract<Admission, { ok: true }>): boolean {
    const access = this.#access;
    if (access === null || key === OWN_USER) return true;
    if (use === 'play') return access.keys === null && !access.isReadingGuarded;
    if (access.keys === null) return true;
    const rule = narrowestFit(access.keys, path);
    if (rule === undefined) return false;
    return rule.keys === null || (key !== null && rule.keys.some((right) => isSameSecret(right, key)));
  }

  #refuse(rules: NonNullable<ServerAccess['keys']>, request: Request): Admission {
    const { path, keys, visitor } = request;
    const name = keys.length > 0 ? path : parentOf(path);
    const hasNone = keys.length === 0 && !isKeyed(rules, name);
    if (hasNone)
      return refused(narrowestFit(rules, path) === undefined ? 'no-right' : 'no-key', this.#shown(path));
    if (this.#failures.waitMs(visitor.address, name) > 0) return this.#refuseAfterFailures(rules, request);
    this.#failures.failed(visitor.address, name);
    if (!isSurelyKeyed(rules, request)) return refused('no-key', this.#shown(path));
    return refused('wrong-key', this.#shown(path, keys.length === 0));
  }

  /** The same for a right key as for a wrong one. */
  #refuseAfterFailures(rules: NonNullable<ServerAccess['keys']>, request: Request): Admission {
    const isSure = isSurelyKeyed(rules, request);
    const shownPath = this.#shown(request.path, isSure && request.keys.length === 0);
    return refused(isSure ? 'after-failures' : 'no-key', shownPath);
  }

  /** For the log. The last of three parts or more can be a key; elsewhere a right one stands where somebody left the name out. */
  #shown(path: string, endsWithKey = false): string {
    const keys = this.#access?.keys?.flatMap((rule) => rule.keys ?? []) ?? [];
    const parts = path.split('/');
    const last = parts.length - 1;
    const mayBeKey = (index: number): boolean => index === last && (index >= 2 || endsWithKey);
    return parts.map((part, index) => (mayBeKey(index) || keys.includes(part) ? '***' : part)).join('/');
  }

  #isOwn(use: 'push' | 'play', path: string, key: string, { isOwnMachine }: Visitor): boolean {
    return isOwnMachine && isSameSecret(key, ownPassword(this.#access?.secret ?? '', use, path));
  }
}

export interface Request {
  readonly path: string;
  /** Of the queries of application and name, in this order. */
  readonly keys: readonly string[];
  readonly visitor: Visitor;
}

export interface Visitor {
  /** Without port. */
  readonly address: string;
  readonly isOwnMachine: boolean;
}

export type Admission =
  | {
      readonly ok: true;
      readonly path: string;
      /** By which; null: none was needed. */
      readonly key: string | null;
    }
  | {
      readonly ok: false;
      readonly kind: RefusalKind;
      /** For the client. */
      readonly reason: string;
      /** For the log: without what may be a key. */
      readonly shownPath: string;
    };

/** The keys in the queries of what a client calls application and stream. One of each: a list of them would be as many guesses at once. */
export function keysOf(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const query = text.indexOf('?');
    return query === -1 ? [] : (new URLSearchParams(text.slice(query + 1)).get(KEY_PARAMETER) ?? []);
  });
}

/** What a path can mean: a name whose key is beside it, or a name with its key behind it. */
function readings(path: string, keys: readonly string[]): { name: string; key: string | null }[] {
  const slash = path.lastIndexOf('/');
  const beside = (keys.length === 0 ? [null] : keys).map((key) => ({ name: path, key }));
  if (slash === -1 || keys.length > 0) return beside;
  return [{ name: path.slice(0, slash), key: path.slice(slash + 1) }, ...beside];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isKeyed(rules: NonNullable<ServerAccess['keys']>, name: string): boolean {
  return name !== '' && narrowestFit(rules, name)?.keys != null;
}

/**
 * Whether there is a key, be it a wrong one. Of `live/a/KEY` it is the last part where `live/a` needs one; `live/a` where both it and `live`
 * need one is taken as a name, as nearly all are.
 */
function isSurelyKeyed(rules: NonNullable<ServerAccess['keys']>, { path, keys }: Request): boolean {
  if (keys.length > 0) return true;
  const parent = parentOf(path);
  return isKeyed(rules, parent) && (parent.includes('/') || narrowestFit(rules, path) === undefined);
}

function refused(kind: keyof typeof REASONS, shownPath: string): Admission {
  return { ok: false, kind, reason: REASONS[kind], shownPath };
}

const REASONS = {
  'no-key': 'Unauthorized: a stream key is needed (NAME/KEY or NAME?key=KEY)',
  'wrong-key': 'Unauthorized: the stream key is wrong',
  'after-failures': 'Unauthorized: the stream key was wrong too often, wait a while',
  'no-right': 'Unauthorized: nobody may do that here',
} as const satisfies Partial<Record<RefusalKind, string>>;
