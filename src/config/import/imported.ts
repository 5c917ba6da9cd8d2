import type { StreamValues } from '../edit/stream-edit.js';

/** What the configuration of another program gives. */
export interface Imported {
  readonly streams: readonly ImportedStream[];
  readonly notes: readonly ImportNote[];
}

export interface ImportedStream {
  /** As it is called there; it may be none that a stream can have here. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Keys of the stream, as in streams.yaml. */
  readonly values: StreamValues;
}

/** What was not carried over, or is otherwise here than there. */
export interface ImportNote {
  /** From 1; null: of the whole. */
  readonly line: number | null;
  /** A sentence without a full stop; never holds a credential. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

export const IMPORT_FORMATS = ['csv', 'mediamtx', 'go2rtc'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];
