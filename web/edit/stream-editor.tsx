import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ConfigurationFileText, StreamKeys } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { type StreamEdit, saveEdit, tryEdit } from '../api/stream-changes.js';
import { t } from '../i18n/text.js';
import { guardNavigation } from '../routing/location.js';
import { ChangePreview } from './change-preview.js';
import { FieldErrors } from './field-errors.js';
import { NewStreamFields } from './new-stream-fields.js';
import { isSourceGiven } from './source-form.js';
import { StreamFields } from './stream-fields.js';
import { changedKeys, otherKeys, renamed, type StreamForm, streamFormOf } from './stream-form.js';
import { useTrial } from './use-trial.js';
import './stream-editor.css';

/**
 * The form of a stream. Beside it stands what it makes of the file, tried by the router with each pause in typing; what is wrong stands
 * at its field.
 */
export function StreamEditor({
  name,
  before,
  baseHash,
  profiles,
  files = [],
  isOutdated = false,
  checkName,
  onStale,
  onSaved,
  onCancel,
}: StreamEditorProps) {
  const isNew = name === null;
  const text = t().form;
  const [typedName, setTypedName] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const [form, setForm] = useState<StreamForm>(() => streamFormOf(before));
  const [saveError, setSaveError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const streamName = name ?? typedName.trim();
  const stream = changedKeys(form, before);
  const edit: StreamEdit = { kind: 'put', name: streamName, stream, ...(file === null ? {} : { file }) };
  const nameError = isNew && typedName !== '' ? checkName?.(streamName) : undefined;
  const isComplete = streamName !== '' && nameError === undefined && form.sources.every(isSourceGiven);
  const hasChange = isNew || Object.keys(stream).length > 0;
  const key = isComplete && hasChange ? JSON.stringify([edit, baseHash]) : null;
  const trial = useTrial(key, () => tryEdit(edit, baseHash));
  const failure = saveError ?? trial.error;
  const isStale = failure instanceof ApiError && failure.problem.code === 'stale';
  // Only that it happened counts.
  useEffect(() => {
    if (isStale) onStale();
  }, [isStale, failure]);
  const isDirty = isTouched && (isNew || hasChange);
  useEffect(() => guardNavigation(() => (isDirty ? t().edit.leave : null)), [isDirty]);
  const errors = useMemo(() => new FieldErrors(failure), [failure]);
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (isOutdated || !trial.isCurrent || trial.result === null) return;
    setSaving(true);
    try {
      await saveEdit(edit, baseHash);
      guardNavigation(() => null);
      onSaved(streamName);
    } catch (error) {
      setSaveError(error);
      setSaving(false);
    }
  };
  const change = (changed: StreamForm): void => {
    setTouched(true);
    setSaveError(null);
    setForm(changed);
  };
  const others = otherKeys(before);
  const tried = failure === null ? t().common.loading : t().edit.mistaken;
  const hint = isComplete ? (hasChange ? tried : t().edit.nothingChanged) : t().edit.incomplete;
  return (
    <form class="stream-editor" onSubmit={(event) => void save(event)} noValidate>
      <div class="stream-editor-fields">
        {isNew && (
          <NewStreamFields
            name={typedName}
            error={nameError ?? errors.of('name')}
            files={files}
            file={file}
            onName={(value) => {
              setTypedName(value);
              change(renamed(form, streamName, value.trim()));
            }}
            onFile={(value) => {
              setFile(value);
              change(form);
            }}
          />
        )}
        <StreamFields
          form={form}
          streamName={streamName}
          isKnown={!isNew}
          profiles={profiles}
          errors={errors}
          onChange={change}
        />
        {others.length > 0 && <p class="soft">{text.otherKeys(others.join(', '))}</p>}
      </div>
      <ChangePreview
        change={isComplete && hasChange ? trial.result : null}
        problem={isStale ? null : restOf(failure, errors)}
        hint={hint}
        isReady={!isOutdated && trial.isCurrent && trial.result !== null && trial.result.diff.length > 0}
        isSaving={isSaving}
        onCancel={onCancel}
      />
    </form>
  );
}

interface StreamEditorProps {
  /** Null for a new stream. */
  readonly name: string | null;
  /** What stands in the file. */
  readonly before: StreamKeys;
  readonly baseHash: string;
  /** Names of the profiles of the configuration. */
  readonly profiles: readonly string[];
  /** To which a new stream can go. */
  readonly files?: readonly ConfigurationFileText[];
  /** There is something newer in the file, and nothing is saved before somebody has looked at it. */
  readonly isOutdated?: boolean;
  /** What is wrong with the name of a new stream. */
  readonly checkName?: (name: string) => string | undefined;
  /** The file is another one than that of `baseHash`. */
  readonly onStale: () => void;
  readonly onSaved: (name: string) => void;
  readonly onCancel: () => void;
}

/** What is told at the fields need not be told again as a whole. */
function restOf(failure: unknown, errors: FieldErrors): unknown {
  if (!(failure instanceof ApiError) || failure.problem.fields === undefined) return failure;
  const rest = errors.rest();
  return rest.length === 0 ? null : new ApiError({ ...failure.problem, detail: rest.join('\n') });
}
