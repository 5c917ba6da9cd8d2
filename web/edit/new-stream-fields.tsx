import type { ConfigurationFileText } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { Field } from '../ui/field.js';
import { TextField } from '../ui/text-field.js';

/** What only a new stream is asked for: its name, and where there are several files which one it goes to. */
export function NewStreamFields({ name, error, files, file, onName, onFile }: NewStreamFieldsProps) {
  const text = t().form;
  return (
    <div class="panel">
      <TextField
        label={text.name}
        hint={text.nameHint}
        error={error}
        placeholder="drone-1"
        value={name}
        onInput={onName}
      />
      {files.length > 1 && (
        <Field label={text.file}>
          {(input) => (
            <select
              {...input}
              class="select"
              value={file ?? ''}
              onChange={({ currentTarget: { value } }) => onFile(value === '' ? null : value)}
            >
              <option value="">{text.firstFile}</option>
              {files.map((one) => (
                <option key={one.file} value={one.file} disabled={!one.isWritable}>
                  {one.file}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

interface NewStreamFieldsProps {
  readonly name: string;
  readonly error: string | undefined;
  readonly files: readonly ConfigurationFileText[];
  /** Null: as the router has it. */
  readonly file: string | null;
  readonly onName: (name: string) => void;
  readonly onFile: (file: string | null) => void;
}
