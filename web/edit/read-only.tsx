import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Notice } from '../shell/notice.js';

/** Says that the file cannot be changed here, and why. */
export function ReadOnly({ reason }: { readonly reason: string | null }) {
  return (
    <Notice kind="waiting" icon="info">
      <strong>{t().edit.readOnly}</strong>
      {reason !== null && <span>{phrase(reason)}</span>}
    </Notice>
  );
}
