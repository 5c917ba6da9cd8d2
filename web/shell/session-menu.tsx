import { t } from '../i18n/text.js';
import { logOut, session } from '../session/session.js';
import { Icon } from '../ui/icon.js';
import './session-menu.css';

/** Who is logged in, where that is asked for at all. */
export function SessionMenu() {
  const { value } = session;
  if (value === null || (value.user === null && !value.isTokenNeeded)) return null;
  const role = t().session.roles[value.role];
  return (
    <span class="session-menu">
      <span class="soft">{value.user === null ? role : `${value.user} · ${role}`}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={t().session.logOut}
        title={t().session.logOut}
        onClick={() => void logOut()}
      >
        <Icon name="logout" />
      </button>
    </span>
  );
}
