import { t } from '../i18n/text.js';
import { setTheme, THEMES, theme } from '../theme/theme.js';
import { Icon } from '../ui/icon.js';
import './segments.css';

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t().shell.theme}</legend>
      {THEMES.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={theme.value === option}
          aria-label={t().shell.themes[option]}
          title={t().shell.themes[option]}
          onClick={() => setTheme(option)}
        >
          <Icon name={ICONS[option]} />
        </button>
      ))}
    </fieldset>
  );
}

const ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const;
