import { type Catalogue, en } from './en.js';
import { type Language, language } from './language.js';
import { ru } from './ru.js';

/** The texts in the language of the moment; whoever renders with them is rendered again when it is changed. */
export function t(): Catalogue {
  return CATALOGUES[language.value];
}

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, ru };
