import type { StreamStatus } from '../../src/api/contract.js';
import { causeText } from './cause-text.js';
import { detailOf } from './condition-detail.js';
import { language } from './language.js';
import { t } from './text.js';

/** What is wrong and what to do, in the language of the page. The API tells both in English, with a detail that has none. */
export function conditionText({ reason, message, remedy }: Told): { message: string; remedy: string } {
  const known = t().conditions[reason];
  // Of a router that knows more reasons than this page.
  if (known === undefined || language.value === 'en') return { message, remedy };
  const detail = detailOf(message);
  return {
    message: detail === null ? known.message : `${known.message} (${causeText(detail)})`,
    remedy: known.remedy,
  };
}

type Told = Pick<StreamStatus, 'reason' | 'message' | 'remedy'>;

/** The sentence of a reason by itself. */
export function reasonMessage(reason: string): string {
  const known: Readonly<Record<string, { readonly message: string }>> = t().conditions;
  return known[reason]?.message ?? reason;
}
