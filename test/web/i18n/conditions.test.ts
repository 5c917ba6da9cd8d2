import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../../../src/state/conditions.js';
import { detailOf } from '../../../web/i18n/condition-detail.js';
import { englishConditions } from '../../../web/i18n/en-conditions.js';
import { russianConditions } from '../../../web/i18n/ru-conditions.js';

const REASONS = Object.entries(CONDITIONS);

describe('the sentences of the page', () => {
  it('are those of the router in English; "npm run generate" writes them', () => {
    const texts = REASONS.map(([reason, { message, remedy }]) => [reason, { message, remedy }]);
    expect(englishConditions).toEqual(Object.fromEntries(texts));
  });

  it('are there in Russian for each reason, with a remedy where there is one', () => {
    expect(Object.keys(russianConditions).sort()).toEqual(Object.keys(CONDITIONS).sort());
    for (const [reason, { message, remedy }] of Object.entries(russianConditions)) {
      expect(message, reason).toMatch(/[А-Яа-яё].*\.$/);
      expect(remedy === '', reason).toBe(CONDITIONS[reason as keyof typeof CONDITIONS].remedy === '');
    }
  });

  it('name the same keys and commands in both languages', () => {
    for (const [reason, { message, remedy }] of REASONS) {
      const quoted = (text: string): string[] =>
        [...text.matchAll(/["«]([a-z][^"»]*)["»]/gi)].map(([, key = '']) => key).sort();
      const russian = russianConditions[reason as keyof typeof CONDITIONS];
      expect(quoted(`${russian.message} ${russian.remedy}`), reason).toEqual(quoted(`${message} ${remedy}`));
    }
  });
});

describe('detailOf', () => {
  it('finds what stands in brackets behind the sentence of any reason', () => {
    for (const [reason, { message }] of REASONS) {
      expect(detailOf(message), reason).toBeNull();
      expect(detailOf(`${message} ([rtsp] failed. (401))`), reason).toBe('[rtsp] failed. (401)');
    }
  });
});
