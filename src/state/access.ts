/** Who may use the API over TCP and the page, and the embedded servers. */
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
  /** Null: whoever reaches the ingest may push. */
  readonly ingestKeys: readonly IngestKey[] | null;
  readonly limits: ServerLimits;
  /** Embedded servers that are open on purpose: nobody is warned of them. */
  readonly open: readonly ('rtsp' | 'rtmp')[];
}

export interface User {
  /** At the page; null: this user has no business there. */
  readonly role: Role | null;
  /** A hash, as util/password-hash.ts or util/digest-hash.ts makes it, or the password itself (by a reference). */
  readonly password: string;
  /** Patterns of paths at the embedded RTSP server; see `fitsPathPattern`. */
  readonly read: readonly string[];
  readonly publish: readonly string[];
}

/** A viewer changes nothing. */
export type Role = 'viewer' | 'editor';

export interface IngestKey {
  /** Of paths at the ingest; see `fitsPathPattern`. */
  readonly pattern: string;
  /** Any of them will do; null: none is needed. */
  readonly keys: readonly string[] | null;
}

export interface ServerLimits {
  readonly connectionsPerAddress: number;
  readonly readersPerPath: number;
  /** Of one address, before it is known who asks. */
  readonly requestsPerSecond: number;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export const DEFAULT_LIMITS: ServerLimits = {
  connectionsPerAddress: 1_000,
  readersPerPath: 1_000,
  requestsPerSecond: 500,
};

export const DEFAULT_ACCESS: AccessRules = {
  token: null,
  users: new Map(),
  hosts: [],
  areMetricsOpen: false,
  tls: null,
  ingestKeys: null,
  limits: DEFAULT_LIMITS,
  open: [],
};
