import { createHash } from 'node:crypto';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import type { StreamSpec } from '../state/stream.js';
import { type HeldChange, heldChange } from './held-change.js';
import { type FoundTexts, readConfigurationFiles } from './read-configuration.js';
import { systemReferenceValues } from './reference-values.js';
import { lookUp, type ReferenceValues } from './references.js';
import type { SourceText } from './source-files.js';
import { doubtAbout } from './unsettled.js';

/** What is live, and what is wrong with the newest texts of the configuration if these are others. */
export interface ConfigurationState {
  /** The file, or the folder of the files. */
  readonly file: string;
  readonly live: LiveConfiguration | null;
  readonly problem: ConfigurationProblem | null;
  /** The newest content, where it would stop so much that it waits for somebody's consent. */
  readonly held: HeldConfiguration | null;
}

export interface LiveConfiguration {
  readonly desired: DesiredState;
  /** As they are written, references unresolved. */
  readonly texts: readonly SourceText[];
  readonly hash: string;
  /** What was live last without a doubt: these, or those before some that may have been half written. */
  readonly settledTexts: readonly SourceText[];
  /** What its references gave when it became live. */
  readonly references: ReadonlyMap<string, string | undefined>;
  /** Counts the contents that became live, from 1. */
  readonly generation: number;
  readonly sinceMs: number;
}

export interface ConfigurationProblem {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the texts that were tried, or the system's error code when there was none. */
  readonly hash: string;
  /** What its references gave. */
  readonly references: ReadonlyMap<string, string | undefined>;
  readonly sinceMs: number;
}

export interface HeldConfiguration extends HeldChange {
  readonly hash: string;
  /** What its references gave. */
  readonly references: ReadonlyMap<string, string | undefined>;
  readonly sinceMs: number;
}

/** What the guard looks at. */
export interface Consent {
  /** The streams that run; null: not known. */
  readonly running: readonly StreamSpec[] | null;
  /** Of a content that somebody let pass, its hash; `any`: whatever it is. */
  readonly approved: string | null;
}

/**
 * What follows when the files are found like this. Invalid, missing or unreadable ones leave what is live as it is. Answers
 * the same object when nothing changed.
 */
export function nextConfigurationState(
  state: ConfigurationState,
  found: FoundFiles,
  nowMs: number,
  values: ReferenceValues = systemReferenceValues(process.env),
  consent: Consent = ALL_PASSES,
): ConfigurationState {
  const { live } = state;
  const { hash, files } = found;
  const isApproved = consent.approved === 'any' || consent.approved === hash;
  const isApprovedNow = isApproved && state.held?.hash === hash;
  if (!isApprovedNow && isKnownContent(state, found, values)) return state;
  if (live !== null && hash === live.hash && isUnchanged(live.references, values))
    return { ...state, live: doubtedAgain(live, nowMs), problem: null, held: null };
  const read = readConfigurationFiles(found, values);
  if (!read.ok) return withProblem(state, { ...read, hash }, nowMs);
  const held = live === null || isApproved ? null : heldChange(live.desired, read.desired, consent.running);
  if (held !== null) {
    const sinceMs = state.held?.hash === hash ? state.held.sinceMs : nowMs;
    const waiting = { ...held, hash, references: read.references, sinceMs };
    return { ...state, live: doubtedOnwards(live, nowMs), problem: null, held: waiting };
  }
  const texts = files.map(({ file, text }) => ({ file, text }));
  const settledTexts = settledTextsOf(live, nowMs) ?? texts;
  const doubt = live === null ? null : doubtAbout(settledTexts, texts, read);
  return {
    ...state,
    problem: null,
    held: null,
    live: {
      desired: {
        ...read.desired,
        unsettled: doubt === null ? null : { ...doubt, untilMs: nowMs + REMOVAL_SETTLE_MS },
      },
      texts,
      settledTexts,
      hash,
      references: read.references,
      generation: (live?.generation ?? 0) + 1,
      sinceMs: nowMs,
    },
  };
}

/** What there is to read, by itself or as `SourceFiles`. */
export interface FoundFiles extends FoundTexts {
  readonly hash: string;
}

/**
 * Whether these files were taken already, be it live or a problem, and what they refer to has not changed. Cheap: nothing
 * is parsed.
 */
export function isKnownContent(
  state: ConfigurationState,
  { hash }: Pick<FoundFiles, 'hash'>,
  values: ReferenceValues = systemReferenceValues(process.env),
): boolean {
  const newest = state.held ?? state.problem ?? state.live;
  if (newest === null) return false;
  return newest.hash === hash && isUnchanged(newest.references, values);
}

function withProblem(
  state: ConfigurationState,
  { diagnostics, hash, references }: Omit<ConfigurationProblem, 'sinceMs'>,
  nowMs: number,
): ConfigurationState {
  const before = state.problem;
  return {
    ...state,
    live: doubtedOnwards(state.live, nowMs),
    problem: { diagnostics, hash, references, sinceMs: before?.sinceMs ?? nowMs },
    held: null,
  };
}

function isUnchanged(references: LiveConfiguration['references'], values: ReferenceValues): boolean {
  return [...references].every(([reference, value]) => lookUp(reference, values) === value);
}

/** A content that was replaced before it settled never settles: what follows may be the rest of it. */
function doubtedOnwards(live: LiveConfiguration | null, nowMs: number): LiveConfiguration | null {
  return live !== null && isDoubted(live, nowMs) ? doubtedUntil(live, Number.POSITIVE_INFINITY) : live;
}

/** The same content stands in the file again, and has to settle anew. */
function doubtedAgain(live: LiveConfiguration, nowMs: number): LiveConfiguration {
  return isDoubted(live, nowMs) ? doubtedUntil(live, nowMs + REMOVAL_SETTLE_MS) : live;
}

function settledTextsOf(live: LiveConfiguration | null, nowMs: number): readonly SourceText[] | undefined {
  return isDoubted(live, nowMs) ? live?.settledTexts : live?.texts;
}

function isDoubted(live: LiveConfiguration | null, nowMs: number): boolean {
  const untilMs = live?.desired.unsettled?.untilMs;
  return untilMs !== undefined && untilMs > nowMs;
}

function doubtedUntil(live: LiveConfiguration, untilMs: number): LiveConfiguration {
  const { unsettled } = live.desired;
  if (unsettled === null) return live;
  return { ...live, desired: { ...live.desired, unsettled: { ...unsettled, untilMs } } };
}

const ALL_PASSES: Consent = { running: [], approved: 'any' };
/** For how long a content must have been the same before what it no longer names is ended. */
const REMOVAL_SETTLE_MS = 1_000;

/** SHA-256 of the text, the first 16 hexadecimal digits. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
