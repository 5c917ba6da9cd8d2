import type { Reason } from '../state/conditions.js';
import type { RouterStatus } from '../status/router-status.js';
import { guardText } from './guard-text.js';
import { isLeaving } from './is-leaving.js';
import { isNothingSelected, type SelectingOptions, selected } from './options.js';

/** How far a router is with a content: whether it is live, and which of the streams that are waited for do not run. */
export interface WaitProgress {
  readonly hash: string;
  readonly done: boolean;
  /** The router has seen this very content and refuses it. */
  readonly invalid: boolean;
  readonly live: boolean;
  /** Of what is live; null when that is not known. */
  readonly liveHash: string | null;
  /** The router holds this very content back, and what it says of it. */
  readonly held: string | null;
  /** No stream or pattern of the live content has the labels that were asked for: they may be misspelt. */
  readonly nothingSelected: boolean;
  /** Enabled streams that do not run, with the reason. */
  readonly waitingFor: readonly string[];
  readonly routerFound: boolean;
  /** Why the router could not be asked. */
  readonly problem: string | null;
}

/** @param status null: no router was found */
export function waitProgress(
  status: RouterStatus | null,
  hash: string,
  options: SelectingOptions,
): WaitProgress {
  const nothing = {
    ...{ hash, done: false, invalid: false, live: false, liveHash: null },
    ...{ held: null, nothingSelected: false, waitingFor: [], routerFound: false, problem: null },
  };
  if (status === null) return nothing;
  const { liveHash, alsoHashes, problem, held: heldBack } = status.configuration;
  const newest = problem?.hash ?? heldBack?.hash ?? liveHash;
  // A checkout may lack what Git ignores.
  const isNewest = newest === hash || alsoHashes.includes(hash);
  const held = isNewest && heldBack !== null ? guardText(heldBack) : null;
  const live = isNewest && problem === null && heldBack === null;
  const nothingSelected = live && isNothingSelected(status, options);
  const waitingFor = selected(status.streams, options)
    .filter((stream) => stream.phase !== 'disabled' && !isLeaving(stream))
    .filter(({ phase, reason }) => phase !== 'running' || CHANGE_REASONS.has(reason))
    .map(({ name, reason }) => `${name} (${reason})`);
  const done = live && waitingFor.length === 0 && !nothingSelected;
  const invalid = isNewest && problem !== null;
  return { ...nothing, done, invalid, live, liveHash, held, nothingSelected, waitingFor, routerFound: true };
}

/** Of streams that run, and not yet as the file says. */
const CHANGE_REASONS: ReadonlySet<Reason> = new Set(['ChangeWaits', 'TakeoverWaits']);
