import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  ConfigurationChange,
  ConfigurationFileText,
  Diagnostic,
  Place,
  TriedConfiguration,
} from '../../src/api/contract.js';
import { ApiError, request } from '../api/request.js';
import { ChangePreview } from '../edit/change-preview.js';
import { NewerContent } from '../edit/newer-content.js';
import { useTrial } from '../edit/use-trial.js';
import { t } from '../i18n/text.js';
import { guardNavigation } from '../routing/location.js';
import { Notice } from '../shell/notice.js';
import { announce } from '../ui/announcer.js';
import { DiagnosticList } from './diagnostic-list.js';
import './file-editor.css';

/** The whole text to type in; beside it what is wrong with it, and what it changes, tried by the router with each pause in typing. */
export function FileEditor({ opened, newest, problems, isOneOfSeveral, onStale, onClose }: FileEditorProps) {
  /** What the text was made from. */
  const [base, setBase] = useState(opened);
  const [text, setText] = useState(opened.text);
  const [saveError, setSaveError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const words = t().configuration;
  const baseHash = base.hash;
  const isGone = newest === null;
  const isOther = newest !== null && newest.hash !== base.hash;
  const hasChange = text !== base.text;
  const change: ConfigurationChange = { text, file: base.file, baseHash };
  const trial = useTrial(hasChange && !isOther && !isGone ? JSON.stringify(change) : null, () =>
    request<TriedConfiguration>('PUT', PATH, { query: { dryRun: 'true' }, body: change }),
  );
  const failure = saveError ?? trial.error;
  const isStale = failure instanceof ApiError && failure.problem.code === 'stale';
  // Only that it happened counts.
  useEffect(() => {
    if (isStale) onStale();
  }, [isStale, failure]);
  useEffect(() => guardNavigation(() => (hasChange ? t().edit.leave : null)), [hasChange]);
  const diagnostics = (hasChange ? trial.result?.diagnostics : problems) ?? [];
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setSaving(true);
    try {
      await request('PUT', PATH, { body: change });
      announce(words.saved);
      onClose();
    } catch (error) {
      setSaveError(error);
      setSaving(false);
    }
  };
  const take = (content: ConfigurationFileText, isTextTaken: boolean): void => {
    setSaveError(null);
    setBase(content);
    if (isTextTaken) setText(content.text);
  };
  const close = (): void => {
    if (!hasChange || window.confirm(t().edit.leave)) onClose();
  };
  return (
    <form class="file-editor" onSubmit={(event) => void save(event)}>
      <div class="file-editor-text">
        {isGone && (
          <Notice kind="failing" icon="failing" role="alert">
            <strong>{words.fileGone}</strong>
          </Notice>
        )}
        {isOther && (
          <NewerContent
            text={newest.text}
            onTake={() => take(newest, true)}
            onKeep={() => take(newest, false)}
          />
        )}
        <p id="file-editor-hint" class="soft">
          {words.editHint}
        </p>
        <div class="file-editor-frame">
          <pre class="file-editor-numbers" aria-hidden="true">
            {text
              .split('\n')
              .map((_line, index) => index + 1)
              .join('\n')}
          </pre>
          <textarea
            ref={area}
            class="file-editor-area"
            aria-label={words.text}
            aria-describedby="file-editor-hint"
            spellcheck={false}
            autocomplete="off"
            rows={text.split('\n').length}
            wrap="off"
            value={text}
            onInput={({ currentTarget: { value } }) => {
              setSaveError(null);
              setText(value);
            }}
          />
        </div>
      </div>
      <div class="file-editor-side">
        {diagnostics.length > 0 && (
          <DiagnosticList
            diagnostics={diagnostics}
            isOfSeveral={isOneOfSeveral}
            onGo={(place) => place.file === base.file && goToLine(area.current, place)}
          />
        )}
        <ChangePreview
          change={hasChange ? trial.result : null}
          problem={isStale ? null : failure}
          hint={hasChange ? t().common.loading : t().edit.nothingChanged}
          isReady={trial.isCurrent && trial.result !== null && !hasErrors && !isOther && !isGone}
          isSaving={isSaving}
          onCancel={close}
        />
      </div>
    </form>
  );
}

interface FileEditorProps {
  /** What stood in the file when it was begun. */
  readonly opened: ConfigurationFileText;
  /** What stands there now, which somebody else may have changed; null when there is no such file any more. */
  readonly newest: ConfigurationFileText | null;
  /** What is wrong with it, or with other files. */
  readonly problems: readonly Diagnostic[];
  readonly isOneOfSeveral: boolean;
  readonly onStale: () => void;
  readonly onClose: () => void;
}

const PATH = '/api/v1/config';

function goToLine(area: HTMLTextAreaElement | null, { line }: Place): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
