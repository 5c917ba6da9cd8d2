import type { Reason } from './conditions.js';

/** Why an operation is carried out; every operation has one, and a person can read it. */
export type Cause =
  | { readonly kind: 'added' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'disabled' }
  /** It comes of a pattern, and nobody has published for its `hold`. */
  | { readonly kind: 'unpublished' }
  | { readonly kind: 'router-stops' }
  /** A person asked for it. */
  | { readonly kind: 'asked' }
  /** Media stood still. */
  | { readonly kind: 'stalled' }
  /** The file says something else than what runs. No changes that can be shown: a credential differs. */
  | { readonly kind: 'changed'; readonly changes: readonly Change[] }
  /** No media came before the deadline for the first. */
  | { readonly kind: 'no-first-frame' }
  /** The source in use failed, and there is another one. */
  | { readonly kind: 'failover'; readonly after: Reason }
  /** A preferred source has been well for long enough. */
  | { readonly kind: 'failback' }
  /** The process ended although it was wanted. */
  | { readonly kind: 'retry'; readonly after: Reason };

export interface Change {
  readonly key: string;
  /** Both redacted. */
  readonly from: string;
  readonly to: string;
}

/** In a word, for counting: the reason of the end that it follows, or what asked for it. */
export function causeReason(cause: Cause): string {
  return 'after' in cause ? cause.after : CAUSE_WORDS[cause.kind];
}

const CAUSE_WORDS: Readonly<Record<Exclude<Cause['kind'], 'failover' | 'retry'>, string>> = {
  added: 'Added',
  removed: 'Removed',
  disabled: 'Disabled',
  unpublished: 'Unpublished',
  'router-stops': 'RouterStops',
  asked: 'Asked',
  stalled: 'Stalled',
  changed: 'Changed',
  'no-first-frame': 'FirstFrameTimeout',
  failback: 'Failback',
};

/** One sentence without a full stop. */
export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case 'added':
      return 'it is wanted and does not run';
    case 'removed':
      return 'it is no longer in the file';
    case 'disabled':
      return 'it was disabled';
    case 'unpublished':
      return 'nobody has published for as long as it is held';
    case 'router-stops':
      return 'the router stops';
    case 'asked':
      return 'somebody asked for it';
    case 'stalled':
      return 'media stands still';
    case 'no-first-frame':
      return 'no media came in time';
    case 'failover':
      return `another source is tried after ${cause.after}`;
    case 'failback':
      return 'a preferred source is well again';
    case 'changed':
      return (
        cause.changes.map(({ key, from, to }) => `${key}: ${from} → ${to}`).join(', ') ||
        'credentials changed'
      );
    case 'retry':
      return `try again after ${cause.after}`;
  }
}
