/** Who may use the API over TCP, and the page. */
export interface AccessRules {
  /** Whoever has it may do everything; null: one is made where it is needed. */
  readonly token: string | null;
  readonly users: ReadonlyMap<string, User>;
  /** Names by which people reach the API, in lower case, besides addresses and those of this machine. */
  readonly hosts: readonly string[];
  /** Metrics are for whoever asks. */
  readonly areMetricsOpen: boolean;
  /** Files, as they are written in the configuration; null: no TLS. */
  readonly tls: TlsFiles | null;
}

export interface User {
  readonly role: Role;
  /** A hash, as util/password-hash.ts makes it, or the password itself (by a reference). */
  readonly password: string;
}

/** A viewer changes nothing. */
export type Role = 'viewer' | 'editor';

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export const DEFAULT_ACCESS: AccessRules = {
  token: null,
  users: new Map(),
  hosts: [],
  areMetricsOpen: false,
  tls: null,
};
