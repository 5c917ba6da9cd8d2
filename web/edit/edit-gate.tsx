import type { ComponentChildren } from 'preact';
import { t } from '../i18n/text.js';
import { isViewer } from '../session/session.js';
import { Notice } from '../shell/notice.js';
import { ReadOnly } from './read-only.js';

/** What changes the file, for whoever may do so where that can be done; others are told why not. */
export function EditGate({ readOnlyReason, children }: EditGateProps) {
  if (isViewer.value)
    return (
      <Notice kind="waiting" icon="info">
        <strong>{t().problems.codes['not-allowed']}</strong>
        <span>{t().session.askEditor}</span>
      </Notice>
    );
  return readOnlyReason === null ? children : <ReadOnly reason={readOnlyReason} />;
}

interface EditGateProps {
  /** Why nobody can change the file here; null when it can be changed. */
  readonly readOnlyReason: string | null;
  readonly children: ComponentChildren;
}
