/** The form of a noun for a number, in English. */
export function pluralEn(count: number, forms: { readonly one: string; readonly other: string }): string {
  return ENGLISH.select(count) === 'one' ? forms.one : forms.other;
}

/** In Russian: 1 поток, 2 потока, 5 потоков; fractions take the form of 2. */
export function pluralRu(count: number, forms: RussianForms): string {
  switch (RUSSIAN.select(count)) {
    case 'one':
      return forms.one;
    case 'many':
      return forms.many;
    default:
      return forms.few;
  }
}

export interface RussianForms {
  readonly one: string;
  readonly few: string;
  readonly many: string;
}

const ENGLISH = new Intl.PluralRules('en');
const RUSSIAN = new Intl.PluralRules('ru');
