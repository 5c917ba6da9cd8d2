import { language } from './language.js';
import { PhraseBook } from './phrase-book.js';
import { russianPhrases } from './ru-phrases.js';

/**
 * What the API tells in English, in the language of the page: what is wrong with the file or with a request, and what to do. What has no
 * translation, such as the word of a router of another version, is told as it is.
 */
export function phrase(english: string): string {
  return language.value === 'en' ? english : RUSSIAN.translate(english);
}

const RUSSIAN = new PhraseBook(russianPhrases);
