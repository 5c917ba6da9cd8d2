import { t } from './text.js';

/** Why something was done, in the language of the page. The API tells it in English; what is not known is told as it is. */
export function causeText(english: string): string {
  const { causes } = t();
  const plain = PLAIN[english];
  if (plain !== undefined) return causes[plain];
  const [, kind, reason] = /^(another source is tried|try again) after (\w+)$/.exec(english) ?? [];
  if (kind === undefined || reason === undefined) return english;
  return kind === 'try again' ? causes.retry(reason) : causes.failover(reason);
}

const PLAIN: Readonly<Record<string, PlainCause>> = {
  'it is wanted and does not run': 'added',
  'it is no longer in the file': 'removed',
  'it was disabled': 'disabled',
  'nobody has published for as long as it is held': 'unpublished',
  'the router stops': 'routerStops',
  'somebody asked for it': 'asked',
  'media stands still': 'stalled',
  'no media came in time': 'noFirstFrame',
  'a preferred source is well again': 'failback',
  'credentials changed': 'credentials',
};

type PlainCause =
  | 'added'
  | 'removed'
  | 'disabled'
  | 'unpublished'
  | 'routerStops'
  | 'asked'
  | 'stalled'
  | 'noFirstFrame'
  | 'failback'
  | 'credentials';
