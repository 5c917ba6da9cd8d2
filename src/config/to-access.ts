import { type AccessRules, DEFAULT_ACCESS, DEFAULT_LIMITS, type User } from '../state/access.js';
import type { RawConfiguration } from './raw-configuration.js';

/** What the file says of who may use the API and the embedded servers. */
export function toAccess({ access = {}, users = {}, tls, ingest = {} }: RawAccess): AccessRules {
  const people = Object.entries(users).map(([name, user]) => [name, toUser(user)] as const);
  return {
    token: access.token ?? DEFAULT_ACCESS.token,
    users: new Map(people),
    hosts: (access.hosts ?? []).map((name) => name.toLowerCase()),
    areMetricsOpen: access.metrics === 'open',
    tls: tls ?? null,
    ingestKeys: toIngestKeys(ingest.keys),
    limits: { ...DEFAULT_LIMITS, ...access.limits },
    open: access.open ?? [],
  };
}

type RawAccess = Pick<RawConfiguration, 'access' | 'users' | 'tls' | 'ingest'>;

function toUser({ role, password, read, publish }: NonNullable<RawConfiguration['users']>[string]): User {
  return { role: role ?? null, password, read: toList(read), publish: toList(publish) };
}

function toIngestKeys(keys: NonNullable<RawConfiguration['ingest']>['keys']): AccessRules['ingestKeys'] {
  if (keys === undefined) return null;
  return Object.entries(keys).map(([pattern, value]) => ({
    pattern,
    keys: value === 'open' ? null : toList(value),
  }));
}

function toList(value: string | readonly string[] = []): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
