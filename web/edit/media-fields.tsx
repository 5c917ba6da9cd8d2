import { t } from '../i18n/text.js';
import { Field } from '../ui/field.js';
import { TextField } from '../ui/text-field.js';
import type { FieldErrors } from './field-errors.js';
import type { MediaForm } from './media-form.js';
import './media-fields.css';

/** What becomes of video or audio; how it is encoded only where it is. */
export function MediaFields({ kind, form, fields, codecs, errors, onChange }: MediaFieldsProps) {
  const text = t().form;
  const choose = (value: string): void => onChange({ ...form, kind: value as MediaForm['kind'] });
  return (
    <div class="media-fields">
      <Field
        label={kind === 'video' ? t().stream.video : t().stream.audio}
        hint={text.mediaHints[form.kind]}
        error={form.kind === 'encode' ? undefined : errors.of(kind)}
      >
        {(input) => (
          <select
            {...input}
            class="select"
            value={form.kind}
            onChange={({ currentTarget: { value } }) => choose(value)}
          >
            {(['default', 'copy', 'auto', 'encode', 'none'] as const).map((option) => (
              <option key={option} value={option}>
                {text.mediaKinds[option]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {form.kind === 'encode' && (
        <div class="media-fields-encoding">
          <Field label={text.codec} error={errors.of(`${kind}.codec`, kind)}>
            {(input) => (
              <select
                {...input}
                class="select"
                value={form.codec}
                onChange={({ currentTarget: { value } }) => onChange({ ...form, codec: value })}
              >
                {codecs.map((codec) => (
                  <option key={codec} value={codec}>
                    {codec}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {fields.map((field) => (
            <TextField
              key={field}
              label={text.encodingFields[field]}
              error={errors.of(`${kind}.${field}`)}
              placeholder={EXAMPLES[field]}
              value={form.values[field] ?? ''}
              onInput={(value) => onChange({ ...form, values: { ...form.values, [field]: value } })}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface MediaFieldsProps {
  readonly kind: 'video' | 'audio';
  readonly form: MediaForm;
  readonly fields: readonly EncodingField[];
  readonly codecs: readonly string[];
  readonly errors: FieldErrors;
  readonly onChange: (form: MediaForm) => void;
}

type EncodingField = 'bitrate' | 'size' | 'fps' | 'sampleRate' | 'channels';

const EXAMPLES: Readonly<Record<EncodingField, string>> = {
  bitrate: '2M',
  size: '1280x720',
  fps: '25',
  sampleRate: '48000',
  channels: '2',
};
