import { t } from '../i18n/text.js';
import { Choice } from '../ui/choice.js';
import { Icon } from '../ui/icon.js';
import { TextField } from '../ui/text-field.js';
import { PushAddress } from './push-address.js';
import { pushPathOf, type SourceForm } from './source-form.js';
import { SourceTest } from './source-test.js';
import './source-fields.css';

/** One source: where it is played from, or the address to push it to; and a look at whether it is there. */
export function SourceFields({
  source,
  index,
  streamName,
  isKnown,
  error,
  onChange,
  onRemove,
}: SourceFieldsProps) {
  const text = t().form;
  return (
    <div class="source-fields">
      {index > 0 && (
        <div class="panel-head">
          <h3>{text.backup(index)}</h3>
          <button type="button" class="button" onClick={onRemove}>
            <Icon name="cross" /> {text.removeBackup}
          </button>
        </div>
      )}
      <Choice
        legend={text.sourceKind}
        options={[
          { value: 'pull', label: text.pull },
          { value: 'push', label: text.push },
        ]}
        value={source.kind}
        onChange={(kind) => {
          const path = source.path === '' ? pushPathOf(streamName) : source.path;
          onChange(kind === 'push' ? { ...source, kind, path } : { ...source, kind });
        }}
      />
      {source.kind === 'pull' ? (
        <TextField
          label={text.url}
          hint={text.urlHint}
          error={error}
          inputMode="url"
          placeholder="rtmp://host/app/name"
          value={source.url}
          onInput={(value) => onChange(pasted({ ...source, url: value }))}
        />
      ) : (
        <>
          <TextField
            label={text.pushPath}
            hint={text.pushPathHint}
            error={error}
            value={source.path}
            onInput={(value) => onChange({ ...source, path: value })}
          />
          <PushAddress path={source.path} />
        </>
      )}
      <SourceTest source={source} streamName={isKnown ? streamName : null} />
    </div>
  );
}

interface SourceFieldsProps {
  readonly source: SourceForm;
  /** 0: the preferred one. */
  readonly index: number;
  readonly streamName: string;
  /** Whether the file has a stream of that name. */
  readonly isKnown: boolean;
  readonly error: string | undefined;
  readonly onChange: (source: SourceForm) => void;
  readonly onRemove: () => void;
}

/** Who pastes a whole `push:…` means the other kind. */
function pasted(source: SourceForm): SourceForm {
  const path = /^push:(.+)/.exec(source.url)?.[1];
  return path === undefined ? source : { kind: 'push', url: '', path };
}
