import type { StreamStatus } from '../../src/api/contract.js';
import { causeText } from './cause-text.js';
import { detailOf } from './condition-detail.js';
import { language } from './language.js';
import { t } from './text.js';

/**
 * What is wrong and what to do, in the language of the page; and the line that it was told from, which has no language, or why it was
 * done. The API tells all of it in English.
 */
export function conditionText({ reason, message, remedy }: Told): ConditionText {
  const found = detailOf(message);
  const detail = found === null ? null : causeText(found);
  const sentence = found === null ? message : message.slice(0, -` (${found})`.length);
  const known: Readonly<Record<string, Pick<ConditionText, 'message' | 'remedy'>>> = t().conditions;
  // A router of another version may know more reasons than this page.
  const translated = language.value === 'en' ? undefined : known[reason];
  return { message: translated?.message ?? sentence, remedy: translated?.remedy ?? remedy, detail };
}

/** The sentence of a reason by itself. */
export function reasonMessage(reason: string): string {
  const known: Readonly<Record<string, { readonly message: string }>> = t().conditions;
  return known[reason]?.message ?? reason;
}

export interface ConditionText {
  readonly message: string;
  readonly remedy: string;
  readonly detail: string | null;
}

type Told = Pick<StreamStatus, 'reason' | 'message' | 'remedy'>;
