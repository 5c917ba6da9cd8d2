import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import { TextField } from '../ui/text-field.js';
import type { FieldErrors } from './field-errors.js';
import { MediaFields } from './media-fields.js';
import { AUDIO_FIELDS, VIDEO_FIELDS } from './media-form.js';
import { ProfileFields } from './profile-fields.js';
import { SourceFields } from './source-fields.js';
import { type SourceForm, sourceFormOf } from './source-form.js';
import type { StreamForm } from './stream-form.js';
import { TargetFields } from './target-fields.js';
import './stream-fields.css';

/** All fields of a stream but its name. */
export function StreamFields({ form, streamName, isKnown, profiles, errors, onChange }: StreamFieldsProps) {
  const text = t().form;
  const set = (change: Partial<StreamForm>): void => onChange({ ...form, ...change });
  return (
    <>
      <fieldset class="panel form-part">
        <legend>{text.source}</legend>
        {form.sources.map((source, index) => (
          <SourceFields
            key={index}
            source={source}
            index={index}
            streamName={streamName}
            isKnown={isKnown}
            error={errors.ofItem('source', index)}
            onChange={(changed) => set({ sources: replaced(form.sources, index, changed) })}
            onRemove={() => set({ sources: without(form.sources, index) })}
          />
        ))}
        {form.sources.length < MAX_SOURCES && (
          <button
            type="button"
            class="button form-more"
            onClick={() => set({ sources: [...form.sources, sourceFormOf('')] })}
          >
            <Icon name="plus" /> {text.addBackup}
          </button>
        )}
      </fieldset>
      <div class="stream-fields-rest">
        <ProfileFields
          profiles={profiles}
          chosen={form.profiles}
          error={errors.of('profile', ...form.profiles.map((_name, index) => `profile.${index}`))}
          onChange={(chosen) => set({ profiles: chosen })}
        />
        <TargetFields
          server={form.server}
          path={form.path}
          streamName={streamName}
          serverError={errors.of('server')}
          pathError={errors.of('path')}
          onServer={(server) => set({ server })}
          onPath={(path) => set({ path })}
        />
        <fieldset class="panel form-part">
          <legend>{text.media}</legend>
          <MediaFields
            kind="video"
            form={form.video}
            fields={VIDEO_FIELDS}
            codecs={VIDEO_CODECS}
            errors={errors}
            onChange={(video) => set({ video })}
          />
          <MediaFields
            kind="audio"
            form={form.audio}
            fields={AUDIO_FIELDS}
            codecs={AUDIO_CODECS}
            errors={errors}
            onChange={(audio) => set({ audio })}
          />
        </fieldset>
        <fieldset class="panel form-part">
          <legend>{text.more}</legend>
          <TextField
            label={text.labels}
            hint={text.labelsHint}
            error={errors.of('labels')}
            placeholder="site=north, owner=anna"
            value={form.labels}
            onInput={(value) => set({ labels: value })}
          />
          <label class="checkbox">
            <input
              type="checkbox"
              checked={form.enabled}
              onChange={({ currentTarget: { checked } }) => set({ enabled: checked })}
            />
            {text.enabled}
          </label>
        </fieldset>
      </div>
    </>
  );
}

interface StreamFieldsProps {
  readonly form: StreamForm;
  readonly streamName: string;
  /** Whether the file has a stream of that name. */
  readonly isKnown: boolean;
  /** Names of the profiles that there are. */
  readonly profiles: readonly string[];
  readonly errors: FieldErrors;
  readonly onChange: (form: StreamForm) => void;
}

const MAX_SOURCES = 8;
const VIDEO_CODECS = ['h264', 'h265'];
const AUDIO_CODECS = ['aac', 'opus', 'pcm_alaw', 'pcm_mulaw'];

type Sources = StreamForm['sources'];

function replaced([first, ...more]: Sources, index: number, source: SourceForm): Sources {
  return index === 0
    ? [source, ...more]
    : [first, ...more.map((one, at) => (at === index - 1 ? source : one))];
}

function without([first, ...more]: Sources, index: number): Sources {
  return [first, ...more.filter((_source, at) => at !== index - 1)];
}
