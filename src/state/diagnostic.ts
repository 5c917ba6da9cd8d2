/** One problem of a configuration file, with the place, what it is, and how to mend it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** One sentence without a full stop; never holds a credential. */
  readonly message: string;
  readonly remedy: string;
  readonly place: Place;
  /** The other place of a conflict. */
  readonly related: { readonly message: string; readonly place: Place } | null;
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** Characters to underline on that line, at least 1. */
  readonly length: number;
}

export type DiagnosticCode =
  | 'file-missing'
  | 'file-unreadable'
  | 'include-without-match'
  | 'empty-document'
  | 'yaml-syntax'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'invalid-value'
  | 'refused-argument'
  | 'no-track'
  | 'unknown-profile'
  | 'plain-password'
  | 'unresolved-reference'
  | 'path-conflict'
  | 'pattern-conflict'
  | 'address-conflict'
  | 'listener-incomplete'
  | 'unusable-hash';
