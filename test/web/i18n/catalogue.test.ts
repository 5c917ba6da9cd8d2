import { expect, it } from 'vitest';
import { en } from '../../../web/i18n/en.js';
import { ru } from '../../../web/i18n/ru.js';

/** The compiler sees that each key is there. Here it is seen that nobody left it in English. */
it('is translated as a whole', () => {
  expect(untranslated(en, ru, '')).toEqual([]);
});

function untranslated(english: unknown, other: unknown, path: string): string[] {
  if (typeof english === 'object' && english !== null) {
    return Object.entries(english).flatMap(([key, value]) =>
      untranslated(value, (other as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return sample(english) !== '' && sample(english) === sample(other) ? [path] : [];
}

function sample(text: unknown): string {
  return typeof text === 'function' ? String(text(3, null, null)) : String(text);
}
