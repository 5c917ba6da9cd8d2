import type { Reason } from '../state/conditions.js';
import type { PlayTarget } from './probe-target.js';

/** Why a server that accepts the connection does not play. */
export type PlayReason = Extract<
  Reason,
  'SourceRefused' | 'SourceSilent' | 'SourceNotFound' | 'SourceCredentialsRefused'
>;

/** The reason in a server's refusal. There is no code for credentials: servers say so in words, each in its own. */
export function refusalReason(
  code: string,
  description: string,
  { app, playPath }: Pick<PlayTarget, 'app' | 'playPath'>,
): PlayReason {
  let words = `${code} ${description}`;
  // Names are quoted back, and one of them may be "forbidden".
  for (const name of [playPath, app, ...`${app}/${playPath}`.split(/[/?&=]/)]) {
    if (name !== '') words = words.replaceAll(asWord(name), ' ');
  }
  return CREDENTIALS.test(words) ? 'SourceCredentialsRefused' : 'SourceNotFound';
}

/** The name by itself, not as a part of another word: "author" stands in "authorized". */
function asWord(name: string): RegExp {
  return new RegExp(`(?<!\\w)${name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?!\\w)`, 'g');
}

/** Adobe's `authmod`, `authfail` and `code=403 need auth` (FMS, Wowza, Limelight), and what others write. */
const CREDENTIALS =
  /auth(?:mod|fail|enti|ori[sz]|\b)|unauth|credential|denied|forbidden|permission|password|token|\b40[13]\b/i;
