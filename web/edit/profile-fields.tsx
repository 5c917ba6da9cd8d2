import { useId } from 'preact/hooks';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';

/** Which profiles of the file a stream takes over, in the order in which they are chosen. */
export function ProfileFields({ profiles, chosen, error, onChange }: ProfileFieldsProps) {
  const hintId = useId();
  const errorId = useId();
  const text = t().form;
  // One that is not in the file can still be taken out.
  const offered = [...profiles, ...chosen.filter((name) => !profiles.includes(name))];
  if (offered.length === 0) return null;
  const toggle = (name: string, isChosen: boolean): void =>
    onChange(isChosen ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <fieldset
      class="panel form-part"
      aria-describedby={error === undefined ? hintId : `${errorId} ${hintId}`}
    >
      <legend>{text.profiles}</legend>
      {offered.map((name) => (
        <label key={name} class="checkbox">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ currentTarget: { checked } }) => toggle(name, checked)}
          />
          {name}
        </label>
      ))}
      {error !== undefined && (
        <p id={errorId} class="field-error">
          <Icon name="failing" /> <span>{error}</span>
        </p>
      )}
      <p id={hintId} class="field-hint">
        {chosen.length > 1 ? text.profileOrder(chosen.join(', ')) : text.profilesHint}
      </p>
    </fieldset>
  );
}

interface ProfileFieldsProps {
  /** Names of those that there are. */
  readonly profiles: readonly string[];
  readonly chosen: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
}
