import type { ChangedConfiguration } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { DiffView } from '../ui/diff-view.js';
import { ProblemText } from '../ui/problem-text.js';
import { ChangedFile } from './changed-file.js';
import './change-preview.css';

/** What would be written into the file, before it is; and the button that writes it. */
export function ChangePreview({ change, problem, hint, isReady, isSaving, onCancel }: ChangePreviewProps) {
  const text = t().edit;
  return (
    <section class="panel change-preview" aria-label={text.preview}>
      <h2>{text.preview}</h2>
      {problem !== null && <ProblemText error={problem} />}
      {change !== null ? (
        <>
          <ChangedFile file={change.file} />
          <DiffView lines={change.diff} />
        </>
      ) : (
        problem === null && <p class="soft">{hint}</p>
      )}
      <div class="button-row">
        <button type="submit" class="button is-primary" disabled={!isReady || isSaving}>
          {text.save}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {t().common.cancel}
        </button>
      </div>
    </section>
  );
}

interface ChangePreviewProps {
  /** Null while there is none to show. */
  readonly change: ChangedConfiguration | null;
  /** What is wrong with all of it, or null. */
  readonly problem: unknown;
  /** What is shown in place of it. */
  readonly hint: string;
  readonly isReady: boolean;
  readonly isSaving: boolean;
  readonly onCancel: () => void;
}
