import { effect, signal } from '@preact/signals';
import { readPreference, writePreference } from '../ui/preference.js';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** That of the switch, else the first of the browser's that there is, else English. */
export const language = signal<Language>(chosen() ?? preferred());

export function setLanguage(value: Language): void {
  writePreference('language', value);
  language.value = value;
}

effect(() => {
  document.documentElement.lang = language.value;
});

function chosen(): Language | undefined {
  return LANGUAGES.find((known) => known === readPreference('language'));
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const found = LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (found !== undefined) return found;
  }
  return 'en';
}
