/**
 * All that goes over the API, as types, and nothing else: the page imports this module and no other one of the router. Beside
 * each type stands a schema (src/api/schema/) that is held to it.
 */
import type { DiffLine } from '../config/masked/masked-diff.js';
import type { Reason } from '../state/conditions.js';
import type { Diagnostic } from '../state/diagnostic.js';
import type { StreamPhase } from '../state/stream-state.js';

export type { DiffLine } from '../config/masked/masked-diff.js';
export type { Reason } from '../state/conditions.js';
export type { Diagnostic, Place } from '../state/diagnostic.js';
export type { AudioChoice, VideoChoice } from '../state/media-choice.js';
export type { KeptLog, RunEnd, RunLine, StreamRun } from '../state/stream-run.js';
export type { Progress, StreamPhase } from '../state/stream-state.js';
export type { DeliveryStatus } from '../status/delivery-status.js';
export type { ConfigurationStatus, ListenerStatus, RouterStatus } from '../status/router-status.js';
export type { SourceStatus } from '../status/source-status.js';
export type { StatusChange, StreamNumbers } from '../status/status-change.js';
export type { StreamStatus } from '../status/stream-status.js';

/** Why a request was not carried out, as `application/problem+json` (RFC 9457). */
export interface Problem {
  readonly type: string;
  /** The name of the status code. */
  readonly title: string;
  readonly status: number;
  /** A sentence. */
  readonly detail: string;
  /** What to do, a sentence. */
  readonly remedy?: string;
  readonly code?: ProblemCode;
  /** What is wrong with the file, or would be. */
  readonly diagnostics?: readonly Diagnostic[];
  /** What is wrong with which key of the stream. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Of the file as it is now; with the code `stale`. */
  readonly hash?: string;
}

export type ProblemCode =
  | 'invalid-request'
  | 'not-found'
  /** The request is based on another content of the file than there is by now. */
  | 'stale'
  | 'read-only'
  /** The file would not be valid. */
  | 'invalid-configuration'
  /** A placeholder of a credential is not known, or stands where it could be seen. */
  | 'misplaced-secret'
  /** The change is not one that can be made without a person. */
  | 'edit-refused'
  /** Nobody said who asks, or wrongly so. */
  | 'login-needed'
  /** A viewer asks for what only an editor may do. */
  | 'not-allowed'
  | 'foreign-origin'
  | 'unknown-host'
  | 'too-many-attempts'
  | 'busy'
  /** There is no picture: the stream does not run, or has no video; its codec is none that browsers play. */
  | 'not-running'
  | 'no-video'
  | 'not-playable'
  /** No picture could be had from the RTSP server. */
  | 'server-unreachable'
  | 'server-refused'
  | 'no-key-frame'
  | 'internal';

/** The configuration as text. Each credential in it stands as a placeholder such as `__secret_1__`, which is put back when it is written. */
export interface ConfigurationText {
  /** The file with its includes, or the folder, as the router was told to call it. */
  readonly file: string;
  /** Of the first file. Empty when there is no file, or it cannot be read. */
  readonly text: string;
  /** Of all files; a change has to be based on it, or on that of its file. Null when there is no file that can be read. */
  readonly hash: string | null;
  /** Of what is live; the same as `hash` when the files are. */
  readonly liveHash: string | null;
  /** Of the first file. */
  readonly isWritable: boolean;
  /** Why it cannot be changed here, a sentence; null when it can. */
  readonly readOnlyReason: string | null;
  /** In the order in which they count: each before those that it includes. */
  readonly files: readonly ConfigurationFileText[];
  /** Names of the profiles that a stream can take over, of all files. */
  readonly profiles: readonly string[];
  /** What is wrong with the texts. */
  readonly problem: {
    /** ISO 8601. */
    readonly since: string;
    readonly diagnostics: readonly Diagnostic[];
  } | null;
}

/** One file of the configuration. Its placeholders are its own. */
export interface ConfigurationFileText {
  /** As diagnostics call it. */
  readonly file: string;
  readonly text: string;
  /** Of its content; a change of it can be based on it. */
  readonly hash: string;
  readonly isWritable: boolean;
  /** Why it cannot be changed here, a sentence; null when it can. */
  readonly readOnlyReason: string | null;
}

export interface ConfigurationChange {
  /** The whole new text of a file, with the placeholders of its credentials. */
  readonly text: string;
  /** Which file; the first one where it is left out. */
  readonly file?: string;
  /** `hash` of the file, or of the {@link ConfigurationText}, that it was made from. */
  readonly baseHash: string;
}

/** What a change of a file made, or (`dryRun`) would make. */
export interface ChangedConfiguration {
  /** The file that it concerns. */
  readonly file: string;
  /** Of the content of the file as it is now: with `dryRun` as it was. */
  readonly hash: string;
  /** Nothing when there is nothing to change. Credentials are masked. */
  readonly diff: readonly DiffLine[];
}

/** What a change of the whole text would make. Nothing was written. */
export interface TriedConfiguration extends ChangedConfiguration {
  /** What is wrong with the new text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A change of one stream. */
export interface StreamChange {
  /** `hash` of the file that the stream stands in or is to be added to, or of all files. */
  readonly baseHash: string;
  /** Which file a new stream is added to; the first that has streams where it is left out. */
  readonly file?: string;
  /** Values by key as in the file. What is left out stays as it is, null takes the key out. */
  readonly stream: StreamKeys;
}

/** What stands in the file below the name of a stream, as plain data. */
export interface StreamKeys {
  readonly [key: string]: unknown;
}

/** Where a stream stands in the file. */
export interface StreamEntry {
  readonly name: string;
  /** Which file. */
  readonly file: string;
  /** A change has to be based on it. */
  readonly baseHash: string;
  /** Its first and its last line, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** These lines, credentials as placeholders. */
  readonly text: string;
  /** The same as data, with what an alias or a merge key gives it. */
  readonly stream: StreamKeys;
  /** Names of the profiles that it can take over, of all files. */
  readonly profiles: readonly string[];
  /** Why the file cannot be changed here, a sentence; null when it can. */
  readonly readOnlyReason: string | null;
}

export interface ProbeRequest {
  /** A URL, or `push:PATH`; it may hold placeholders of the stream `name`. */
  readonly source?: string;
  /** Of a stream of the file; without `source` its preferred source is tried. */
  readonly name?: string;
  readonly timeoutMs?: number;
}

/** What came of a look at a source. */
export type ProbeResult =
  | { readonly ok: true; readonly tracks: readonly ProbedTrack[]; readonly tookMs: number }
  | {
      readonly ok: false;
      readonly reason: Reason;
      readonly message: string;
      readonly remedy: string;
      readonly tookMs: number;
    };

/** What is left out was not told. */
export interface ProbedTrack {
  readonly kind: 'video' | 'audio';
  /** FFmpeg's name, such as `h264`. */
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  /** In Hz. */
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** What a stream went through, as far as it is known. */
export interface StreamHistory {
  readonly name: string;
  /** ISO 8601; what was before is not known. */
  readonly knownSince: string;
  /** Oldest first, without gaps. */
  readonly phases: readonly PastPhase[];
}

export interface PastPhase {
  readonly phase: StreamPhase;
  readonly reason: Reason;
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601; null: it still is so. */
  readonly until: string | null;
}

/** Who asks, and what they may do. */
export interface Session {
  readonly role: 'viewer' | 'editor';
  /** Null for who came with the token, or without anything where nothing is needed. */
  readonly user: string | null;
  /** Whether this address needs a token, or a user and a password. */
  readonly isTokenNeeded: boolean;
}

export type Login = { readonly token: string } | { readonly user: string; readonly password: string };
