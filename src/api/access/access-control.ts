import { hostname } from 'node:os';
import type { FastifyRequest } from 'fastify';
import type { AccessRules, User } from '../../state/access.js';
import { FailureLimit } from '../../util/failure-limit.js';
import { isLoopback } from '../../util/network-address.js';
import { isSameSecret, printOf } from '../../util/same-secret.js';
import { ApiProblem } from '../api-problem.js';
import { isLocal } from '../local-socket.js';
import type { Caller } from './caller.js';
import { isForeign } from './foreign-origin.js';
import { isKnownHost } from './known-host.js';
import type { Session, Sessions } from './sessions.js';

/** Decides who may ask the API. */
export class AccessControl {
  readonly failures = new FailureLimit();
  readonly #source: AccessSource;

  constructor(source: AccessSource) {
    this.#source = source;
  }

  get sessions(): Sessions {
    return this.#source.sessions;
  }

  get rules(): AccessRules {
    return this.#source.rules();
  }

  get cookieName(): string {
    return this.#source.cookieName;
  }

  /** @throws ApiProblem for a request that is not to be answered */
  admit(request: FastifyRequest): Caller {
    const { headers, raw, routeOptions } = request;
    if (isLocal(raw.socket)) return WITHOUT_TOKEN;
    const route = routeOptions.url ?? '';
    const { hosts, areMetricsOpen } = this.rules;
    // Who supervises the router comes by whatever name it likes, and learns nothing by it.
    if (OPEN.has(route) || (route === '/metrics' && areMetricsOpen)) return ANYBODY;
    if (isForeign(headers, hosts)) throw foreignOrigin();
    if (!this.#needsToken(request)) {
      // A login holds for one name only; where none is needed a page could come by a name of its own.
      if (!isKnownHost(headers.host, [...hosts, ...MACHINE_NAMES])) throw unknownHost();
      return WITHOUT_TOKEN;
    }
    const caller = this.#byToken(request) ?? this.#bySession(request);
    if (caller !== null) return caller;
    if (isPublic(request)) return ANYBODY;
    throw loginNeeded();
  }

  /** @throws ApiProblem when it has failed so often that it has to wait */
  mayTry(address: string): void {
    const waitMs = this.failures.waitMs(address);
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new ApiProblem(
      429,
      'Too many attempts have failed.',
      { code: 'too-many-attempts', remedy: `Try again in ${seconds} s.` },
      { 'retry-after': String(seconds) },
    );
  }

  isToken(text: string): boolean {
    const token = this.#source.token();
    return token !== null && isSameSecret(text, token);
  }

  /** Of what a session is begun with; null where there is none. */
  credentialPrint(user: string | null): string | null {
    const secret = user === null ? this.#source.token() : this.#personOf(user)?.password;
    return secret === undefined || secret === null ? null : printOf(JSON.stringify([user, secret]));
  }

  /** On loopback nobody needs one, unless the file says otherwise. A connection from before the listener moved there may be from anywhere. */
  #needsToken({ raw: { socket } }: FastifyRequest): boolean {
    const { token, users } = this.rules;
    if (token !== null || [...users.values()].some(({ role }) => role !== null)) return true;
    const host = this.#source.httpHost();
    return host === null || !isLoopback(host) || !isLoopback(socket.localAddress ?? '');
  }

  #byToken({ headers: { authorization }, ip }: FastifyRequest): Caller | null {
    const token = /^Bearer +(?<token>\S+) *$/i.exec(authorization ?? '')?.groups?.['token'];
    if (token === undefined) return null;
    this.mayTry(ip);
    if (this.isToken(token)) {
      this.failures.succeeded(ip);
      return { role: 'editor', user: null, isTokenNeeded: true };
    }
    this.failures.failed(ip);
    throw loginNeeded('The token is not the one of this router.');
  }

  #bySession({ cookies }: FastifyRequest): Caller | null {
    const id = cookies[this.cookieName];
    const session = id === undefined ? null : this.sessions.find(id);
    return session === null ? null : this.#callerOf(session);
  }

  /** Somebody who may log in here; others come to the embedded servers only. */
  #personOf(name: string): User | undefined {
    const user = this.rules.users.get(name);
    return user?.role == null ? undefined : user;
  }

  #callerOf({ user, credentialPrint }: Session): Caller | null {
    if (this.credentialPrint(user) !== credentialPrint) return null;
    const role = user === null ? 'editor' : this.#personOf(user)?.role;
    return role === undefined || role === null ? null : { role, user, isTokenNeeded: true };
  }
}

/** What decisions are made of. */
export interface AccessSource {
  /** At which the API listens, as the file has it; null while it does not. */
  httpHost(): string | null;
  rules(): AccessRules;
  /** The one that lets in, wherever it comes from; null: none does. */
  token(): string | null;
  readonly sessions: Sessions;
  /** Another one for each router of a machine: browsers keep cookies by host alone. */
  readonly cookieName: string;
}

const WITHOUT_TOKEN: Caller = { role: 'editor', user: null, isTokenNeeded: false };
const ANYBODY: Caller = { role: null, user: null, isTokenNeeded: true };
const OPEN: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const MACHINE_NAMES = [hostname().toLowerCase(), `${hostname().toLowerCase()}.local`];

/** The page itself, and what one logs in by. */
function isPublic({ method, url, routeOptions }: FastifyRequest): boolean {
  // As the router has understood it: an address can be written in many ways.
  const path = routeOptions.url ?? url;
  if (path === '/api/v1/session') return true;
  return (method === 'GET' || method === 'HEAD') && !/^\/(?:api|metrics)(?:[/?]|$)/.test(path);
}

function foreignOrigin(): ApiProblem {
  return new ApiProblem(403, 'This was asked for by a page of somebody else.', {
    code: 'foreign-origin',
    remedy: 'If it is the page behind a proxy of yours, name that in "access.hosts".',
  });
}

function unknownHost(): ApiProblem {
  return new ApiProblem(403, 'This router is not known under this name.', {
    code: 'unknown-host',
    remedy: 'Use its IP address or localhost, or add the name to "access.hosts".',
  });
}

export function loginNeeded(detail = 'A token is needed, or a user and a password.'): ApiProblem {
  return new ApiProblem(
    401,
    detail,
    { code: 'login-needed', remedy: '"kazstreamlink token" prints the token, where the router runs.' },
    { 'www-authenticate': 'Bearer' },
  );
}
