import { DEFAULT_LIMITS } from '../../../state/access.js';
import type { RefusalKind } from '../../../state/control-protocol.js';
import { OWN_USER, ownPassword } from '../../../state/own-credentials.js';
import { fitsAnyPattern } from '../../../state/path-pattern.js';
import type { ServerAccess, ServerUser } from '../../../state/server-access.js';
import { DIGEST_REALM, type PasswordDigests, passwordDigests } from '../../../util/digest-hash.js';
import { FailureLimit } from '../../../util/failure-limit.js';
import { isSameSecret } from '../../../util/same-secret.js';
import { MAX_FAILURE_WAIT_MS } from '../../address-limits.js';
import { isOwnMachine } from '../../remote-address.js';
import { RequestError } from '../errors.js';
import type { RtspRequest } from '../message-reader.js';
import { parseRequestUrl, pathOf, splitTrack } from '../request-url.js';
import { type Authorization, type DigestAuthorization, parseAuthorization } from './authorization.js';
import type { Challenge } from './challenge.js';
import { fitsResponse } from './digest-response.js';

/**
 * Decides who may read and publish where, as the router says. Who somebody is comes first, then what that one may do, and only then is it
 * looked at what there is: so strangers do not learn which paths exist.
 */
export class Gatekeeper {
  readonly #failures: FailureLimit;
  #access: ServerAccess | null = null;
  #users: ReadonlyMap<string, ServerUser> = new Map();

  constructor(now: () => number = () => performance.now()) {
    this.#failures = new FailureLimit(now, MAX_FAILURE_WAIT_MS);
  }

  /** From now on; what was refused before may be right by now. */
  use(access: ServerAccess): void {
    this.#access = access;
    this.#users = new Map(access.users.map((user) => [user.name, user]));
    this.#failures.forgetAll();
  }

  get readersPerPath(): number {
    return (this.#access?.limits ?? DEFAULT_LIMITS).readersPerPath;
  }

  /**
   * Who asks for this, as far as it has to be known.
   * @throws RequestError 401 with a challenge, or 403
   */
  admit(peer: Visitor, request: RtspRequest, use: 'read' | 'publish', path: string): Identity {
    const access = this.#access;
    if (access === null) return admitWithoutRules(peer, use);
    if (use === 'read' && !access.isReadingGuarded) return ANYBODY;
    const header = request.headers.get('authorization');
    if (header === undefined) throw refusal(peer, 'no-credentials', 'credentials are needed');
    const identity = this.#identify(peer, request, header, use, path);
    if (!this.#may(identity, use, path))
      throw new RequestError(403, 'no right to this path', { kind: 'no-right' });
    if (use === 'publish' && identity.user !== OWN_USER && fitsAnyPattern(access.takenPaths, path))
      throw new RequestError(403, 'the path belongs to a stream of the file', { kind: 'path-taken' });
    peer.isKnown = true;
    return identity;
  }

  /** Whether who was admitted before would be so now. */
  stillMay(identity: Identity, use: 'read' | 'publish', path: string): boolean {
    const access = this.#access;
    if (access === null || identity.user === OWN_USER) return true;
    if (use === 'read' && !access.isReadingGuarded) return true;
    if (use === 'publish' && fitsAnyPattern(access.takenPaths, path)) return false;
    return this.#may(identity, use, path);
  }

  #may({ user, digest }: Identity, use: 'read' | 'publish', path: string): boolean {
    if (user === OWN_USER) return true;
    const known = this.#users.get(user ?? '');
    return known !== undefined && known.digests.sha256 === digest && fitsAnyPattern(known[use], path);
  }

  #identify(
    peer: Visitor,
    request: RtspRequest,
    header: string,
    use: 'read' | 'publish',
    path: string,
  ): Identity {
    const given = parseAuthorization(header);
    if (given === null) throw refusal(peer, 'wrong-credentials', 'credentials of an unknown kind');
    const { user } = given;
    const isOwn = user === OWN_USER && isOwnMachine(peer.remoteAddress, peer.localAddress);
    const digests = isOwn ? this.#ownDigests(use, path) : this.#users.get(user)?.digests;
    // As long for a user that there is not, and for one that has to wait.
    const isRight = isProven(peer, given, request.method, digests ?? NOBODYS) && digests !== undefined;
    // Users that there are not count as one: whoever makes up many keeps nobody out who shares the address.
    const counted = digests === undefined ? '' : user;
    // Of the router's own nobody guesses anything, and nobody is to shut it out.
    if (!isOwn && this.#failures.waitMs(peer.remoteAddress, counted) > 0) {
      peer.challenge.renew();
      throw refusal(peer, 'after-failures', 'it has to wait after failures');
    }
    if (!isRight || !isForPath(given, path)) {
      this.#failures.failed(peer.remoteAddress, counted);
      peer.challenge.renew();
      throw refusal(peer, 'wrong-credentials', 'wrong credentials');
    }
    if (given.scheme === 'digest' && !peer.challenge.accepts(given.nonce, given.protection?.count ?? null)) {
      peer.challenge.renew();
      throw refusal(peer, 'stale-credentials', 'credentials for another challenge', true);
    }
    this.#failures.succeeded(peer.remoteAddress, user);
    return { user, digest: isOwn ? null : digests.sha256 };
  }

  #ownDigests(use: 'read' | 'publish', path: string): PasswordDigests {
    return passwordDigests(OWN_USER, ownPassword(this.#access?.secret ?? '', use, path));
  }
}

/** Who somebody is. */
export interface Identity {
  /** Null: nobody had to be known. */
  readonly user: string | null;
  /** Of the password; another one makes another identity. */
  readonly digest: string | null;
}

/** The connection that somebody comes by. */
export interface Visitor {
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly isEncrypted: boolean;
  readonly challenge: Challenge;
  /** Somebody has shown there who it is. */
  isKnown: boolean;
}

export const ANYBODY: Identity = { user: null, digest: null };

function admitWithoutRules(peer: Visitor, use: 'read' | 'publish'): Identity {
  if (use === 'publish' && !isOwnMachine(peer.remoteAddress, peer.localAddress))
    throw new RequestError(403, 'publishing is for this machine only', { kind: 'no-right' });
  return ANYBODY;
}

function isProven(
  { isEncrypted }: Visitor,
  given: Authorization,
  method: string,
  digests: PasswordDigests,
): boolean {
  if (given.scheme === 'digest') return given.realm === DIGEST_REALM && fitsResponse(given, method, digests);
  // In clear it would be read by whoever listens.
  if (!isEncrypted) return false;
  return isSameSecret(passwordDigests(given.user, given.password).sha256, digests.sha256);
}

/** A response holds for the address in it. Live555 names the stream's where it asks for a track, others leave out scheme and host. */
function isForPath(given: Authorization, path: string): boolean {
  return given.scheme === 'basic' || pathNamed(given) === path;
}

function pathNamed({ uri }: DigestAuthorization): string | undefined {
  try {
    return pathOf(splitTrack(parseRequestUrl(uri.startsWith('/') ? `rtsp://-${uri}` : uri)).url);
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

function refusal(peer: Visitor, kind: RefusalKind, reason: string, isStale = false): RequestError {
  return new RequestError(401, reason, { kind, headers: peer.challenge.headers(isStale) });
}

/** Of a password that nobody knows. */
const NOBODYS: PasswordDigests = { md5: '0'.repeat(32), sha256: '0'.repeat(64) };
