import { type AccessRules, DEFAULT_ACCESS } from '../state/access.js';
import type { RawConfiguration } from './raw-configuration.js';

/** What the file says of who may use the API. */
export function toAccess({ access = {}, users = {}, tls }: RawAccess): AccessRules {
  return {
    token: access.token ?? DEFAULT_ACCESS.token,
    users: new Map(Object.entries(users)),
    hosts: (access.hosts ?? []).map((name) => name.toLowerCase()),
    areMetricsOpen: access.metrics === 'open',
    tls: tls ?? null,
  };
}

type RawAccess = Pick<RawConfiguration, 'access' | 'users' | 'tls'>;
