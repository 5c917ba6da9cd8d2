import type { ComponentChildren } from 'preact';
import type { StreamEdit } from '../api/stream-changes.js';
import { t } from '../i18n/text.js';
import { Dialog } from '../ui/dialog.js';
import { DiffView } from '../ui/diff-view.js';
import { ProblemText } from '../ui/problem-text.js';
import { ChangedFile } from './changed-file.js';
import { useTriedEdit } from './use-tried-edit.js';

/** Shows what a change would make of the file, and makes it when a person says so. */
export function ChangeDialog({
  title,
  confirm,
  isDangerous = false,
  edit,
  children,
  onDone,
  onClose,
}: ChangeDialogProps) {
  const { tried, error, isStale, isSaving, save } = useTriedEdit(edit, onDone);
  const style = isDangerous ? 'button is-danger' : 'button is-primary';
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {isStale && <p role="alert">{t().edit.changedMeanwhile}</p>}
      {error !== null && <ProblemText error={error} />}
      {tried === null ? (
        error === null && <p class="soft">{t().common.loading}</p>
      ) : (
        <>
          <ChangedFile file={tried.file} />
          <DiffView lines={tried.diff} />
        </>
      )}
      <div class="button-row">
        <button type="button" class={style} disabled={tried === null || isSaving} onClick={save}>
          {confirm}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t().common.cancel}
        </button>
      </div>
    </Dialog>
  );
}

interface ChangeDialogProps {
  readonly title: string;
  /** On the button that does it. */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly edit: StreamEdit;
  /** What it means, beside the lines. */
  readonly children?: ComponentChildren;
  readonly onDone: () => void;
  readonly onClose: () => void;
}
