import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import './newer-content.css';

/** The file was changed by somebody else while one typed: what it says now, and what is to become of what was typed. */
export function NewerContent({ text, onTake, onKeep }: NewerContentProps) {
  const words = t().edit;
  return (
    <section class="newer-content is-waiting" role="alert">
      <h2>
        <Icon name="info" /> {words.newerTitle}
      </h2>
      <p>{words.newerText}</p>
      {text !== null && <pre>{text}</pre>}
      <div class="button-row">
        <button type="button" class="button" onClick={onTake}>
          {words.takeNewer}
        </button>
        <button type="button" class="button" onClick={onKeep}>
          {words.keepTyped}
        </button>
      </div>
    </section>
  );
}

interface NewerContentProps {
  /** What stands there now; null where it is shown elsewhere. */
  readonly text: string | null;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}
