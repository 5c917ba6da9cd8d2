import { LANGUAGES, language, setLanguage } from '../i18n/language.js';
import { t } from '../i18n/text.js';
import './segments.css';

/** Each language is named in itself, so that who does not know the present one finds theirs. */
export function LanguageSwitch() {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t().shell.language}</legend>
      {LANGUAGES.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-pressed={language.value === option}
          title={NAMES[option]}
          onClick={() => setLanguage(option)}
        >
          {option.toUpperCase()}
          <span class="visually-hidden">, {NAMES[option]}</span>
        </button>
      ))}
    </fieldset>
  );
}

const NAMES = { en: 'English', ru: 'Русский' };
