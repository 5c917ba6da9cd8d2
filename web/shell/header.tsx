import { connection } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { route } from '../routing/location.js';
import { ConnectionMark } from './connection-mark.js';
import { LanguageSwitch } from './language-switch.js';
import { SessionMenu } from './session-menu.js';
import { ThemeSwitch } from './theme-switch.js';
import './header.css';

/** What stands above every view. */
export function Header() {
  const { view } = route.value;
  const isConfiguration = view === 'configuration';
  return (
    <header class="header">
      <a class="header-skip button" href="#content">
        {t().shell.skip}
      </a>
      <Link to={{ view: 'overview' }} class="header-name">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>KazStreamLink</span>
      </Link>
      {connection.value.state !== 'login needed' && (
        <nav class="header-nav" aria-label={t().shell.navigation}>
          <Link
            to={{ view: 'overview' }}
            {...(!isConfiguration && view !== 'login' ? { 'aria-current': 'page' as const } : {})}
          >
            {t().overview.title}
          </Link>
          <Link
            to={{ view: 'configuration' }}
            {...(isConfiguration ? { 'aria-current': 'page' as const } : {})}
          >
            {t().configuration.title}
          </Link>
        </nav>
      )}
      <div class="header-end">
        <ConnectionMark />
        <LanguageSwitch />
        <ThemeSwitch />
        <SessionMenu />
      </div>
    </header>
  );
}
