import { createHash } from 'node:crypto';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import type { StreamSpec } from '../state/stream.js';
import { type HeldChange, heldChange } from './held-change.js';
import { readConfiguration } from './read-configuration.js';
import type { FileContent } from './read-file.js';
import { systemReferenceValues } from './reference-values.js';
import { lookUp, type ReferenceValues } from './references.js';
import { unreadableFile } from './unreadable-file.js';

/** What is live, and what is wrong with the newest text of the file if that is something else. */
export interface ConfigurationState {
  readonly file: string;
  readonly live: LiveConfiguration | null;
  readonly problem: ConfigurationProblem | null;
  /** The newest content, where it would stop so much that it waits for somebody's consent. */
  readonly held: HeldConfiguration | null;
}

export interface LiveConfiguration {
  readonly desired: DesiredState;
  /** As it is written, references unresolved. */
  readonly text: string;
  readonly hash: string;
  /** What was live last without a doubt: this one, or the one before those that may have been half written. */
  readonly settledText: string;
  /** What its references gave when it became live. */
  readonly references: ReadonlyMap<string, string | undefined>;
  /** Counts the contents that became live, from 1. */
  readonly generation: number;
  readonly sinceMs: number;
}

export interface ConfigurationProblem {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the text that was tried, or the system's error code when there was no text. */
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
 * What follows when the file is found with this content. An invalid, missing or unreadable file leaves what is
 * live as it is. Answers the same object when nothing changed.
 */
export function nextConfigurationState(
  state: ConfigurationState,
  content: FileContent,
  nowMs: number,
  values: ReferenceValues = systemReferenceValues(process.env),
  consent: Consent = ALL_PASSES,
): ConfigurationState {
  const { live } = state;
  const hash = content.ok ? contentHash(content.text) : content.code;
  const isApproved = consent.approved === 'any' || consent.approved === hash;
  const isApprovedNow = isApproved && state.held?.hash === hash;
  if (!isApprovedNow && isKnownContent(state, content, values)) return state;
  if (live !== null && hash === live.hash && isUnchanged(live.references, values))
    return { ...state, live: doubtedAgain(live, nowMs), problem: null, held: null };
  if (!content.ok) {
    const diagnostics = [unreadableFile(state.file, content.code)];
    return withProblem(state, { diagnostics, hash: content.code, references: new Map() }, nowMs);
  }
  const read = readConfiguration(state.file, content.text, values);
  if (!read.ok) return withProblem(state, { ...read, hash }, nowMs);
  const held = live === null || isApproved ? null : heldChange(live.desired, read.desired, consent.running);
  if (held !== null) {
    const sinceMs = state.held?.hash === hash ? state.held.sinceMs : nowMs;
    const waiting = { ...held, hash, references: read.references, sinceMs };
    return { ...state, live: doubtedOnwards(live, nowMs), problem: null, held: waiting };
  }
  const settledText = settledTextOf(live, nowMs) ?? content.text;
  return {
    ...state,
    problem: null,
    held: null,
    live: {
      desired: {
        ...read.desired,
        unsettled: live === null ? null : unsettled(settledText, content.text, read.desired, nowMs),
      },
      text: content.text,
      settledText,
      hash,
      references: read.references,
      generation: (live?.generation ?? 0) + 1,
      sinceMs: nowMs,
    },
  };
}

/**
 * Whether this content was taken already, be it live or a problem, and what it refers to has not changed. Cheap: nothing
 * is parsed.
 */
export function isKnownContent(
  state: ConfigurationState,
  content: FileContent,
  values: ReferenceValues = systemReferenceValues(process.env),
): boolean {
  const newest = state.held ?? state.problem ?? state.live;
  if (newest === null) return false;
  const hash = content.ok ? contentHash(content.text) : content.code;
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

/**
 * Until when the content may be half of one that is still being written. A beginning of a file is often valid: it lacks
 * streams, and its last stream may be cut. So removals wait; and where the text could be cut (it became shorter, or its
 * last line is not ended), a change of its last stream waits as well. When it is a section for all streams or listeners that
 * could be cut, or is gone (`output` behind `streams`), every change waits.
 */
function unsettled(
  settledText: string,
  text: string,
  desired: DesiredState,
  nowMs: number,
): DesiredState['unsettled'] {
  const couldBeCut = text.length < settledText.length || !text.endsWith('\n');
  const lastStream = couldBeCut ? ([...desired.streams.keys()].at(-1) ?? null) : null;
  const sections = sectionsOf(text);
  const isForAll =
    couldBeCut &&
    (sections.at(-1) !== 'streams' || sectionsOf(settledText).some((section) => !sections.includes(section)));
  return { untilMs: nowMs + REMOVAL_SETTLE_MS, lastStream, isForAll };
}

/** A content that was replaced before it settled never settles: what follows may be the rest of it. */
function doubtedOnwards(live: LiveConfiguration | null, nowMs: number): LiveConfiguration | null {
  return live !== null && isDoubted(live, nowMs) ? doubtedUntil(live, Number.POSITIVE_INFINITY) : live;
}

/** The same content stands in the file again, and has to settle anew. */
function doubtedAgain(live: LiveConfiguration, nowMs: number): LiveConfiguration {
  return isDoubted(live, nowMs) ? doubtedUntil(live, nowMs + REMOVAL_SETTLE_MS) : live;
}

function settledTextOf(live: LiveConfiguration | null, nowMs: number): string | undefined {
  return isDoubted(live, nowMs) ? live?.settledText : live?.text;
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

/** The keys at the top, in their order; of a flow map none, as it is invalid wherever it is cut. */
function sectionsOf(text: string): (string | undefined)[] {
  return [...text.matchAll(/^\uFEFF?["']?(\w+)["']?[ \t]*:/gm)].map(([, key]) => key);
}

const ALL_PASSES: Consent = { running: [], approved: 'any' };
/** For how long a content must have been the same before what it no longer names is ended. */
const REMOVAL_SETTLE_MS = 1_000;

/** SHA-256 of the text, the first 16 hexadecimal digits. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
