import { connection } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import './connection-mark.css';

/** Whether what is shown is the state of this moment. */
export function ConnectionMark() {
  const { state } = connection.value;
  if (state === 'login needed') return null;
  return (
    <span class={`connection-mark is-${state}`}>
      {state === 'lost' ? <Icon name="lost" /> : <span class="connection-dot" aria-hidden="true" />}
      <span>{t().connection[state]}</span>
    </span>
  );
}
