import { type PasswordDigests, parseDigestHash, passwordDigests } from '../util/digest-hash.js';
import type { AccessRules, IngestKey, ServerLimits } from './access.js';
import type { DesiredState } from './desired-state.js';

/** What the embedded servers are told of who may do what. */
export interface ServerAccess {
  /** Of the state folder; what the router's own processes come by is made of it. */
  readonly secret: string;
  /** Reading needs the credentials of a user. */
  readonly isReadingGuarded: boolean;
  readonly users: readonly ServerUser[];
  /** Paths at the RTSP server that belong to streams of the file, with stars where they are patterns. */
  readonly takenPaths: readonly string[];
  /** What has to be given for pushing; null: nothing. */
  readonly keys: readonly IngestKey[] | null;
  readonly limits: ServerLimits;
}

export interface ServerUser {
  readonly name: string;
  readonly digests: PasswordDigests;
  /** Patterns; see `fitsPathPattern`. */
  readonly read: readonly string[];
  readonly publish: readonly string[];
}

/** The same object for the same two, so that it is cheap to ask for. */
export function serverAccess(
  rules: AccessRules,
  { streams, patterns }: Pick<DesiredState, 'streams' | 'patterns'>,
  secret: string,
): ServerAccess {
  if (last?.rules === rules && last.streams === streams && last.access.secret === secret) return last.access;
  const users = [...rules.users].flatMap(([name, { password, read, publish }]): ServerUser[] => {
    if (read.length === 0 && publish.length === 0) return [];
    return [{ name, digests: parseDigestHash(password) ?? passwordDigests(name, password), read, publish }];
  });
  const specs = [...streams.values(), ...patterns.map(({ template }) => template)];
  const access: ServerAccess = {
    secret,
    isReadingGuarded: users.some(({ read }) => read.length > 0),
    users,
    takenPaths: specs.filter(({ server }) => server.kind === 'embedded').map(({ path }) => path),
    keys: rules.ingestKeys,
    limits: rules.limits,
  };
  last = { rules, streams, access };
  return access;
}

let last: {
  readonly rules: AccessRules;
  readonly streams: DesiredState['streams'];
  readonly access: ServerAccess;
} | null = null;
