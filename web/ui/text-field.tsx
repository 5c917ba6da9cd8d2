import { Field } from './field.js';

/** One line of text to type, with its label, a hint and what is wrong with it. Nothing is proposed or corrected: it is no prose. */
export function TextField({ label, hint, error, value, placeholder, inputMode, onInput }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(input) => (
        <input
          {...input}
          class="input mono"
          type="text"
          autocomplete="off"
          spellcheck={false}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(inputMode === undefined ? {} : { inputMode })}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly value: string;
  /** An example. */
  readonly placeholder?: string;
  /** Which keys a phone shows. */
  readonly inputMode?: 'url' | 'numeric';
  readonly onInput: (value: string) => void;
}
