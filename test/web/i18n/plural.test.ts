import { describe, expect, it } from 'vitest';
import { en } from '../../../web/i18n/en.js';
import { ru } from '../../../web/i18n/ru.js';

describe('numbers of things', () => {
  it.each([
    [0, '0 streams', '0 потоков'],
    [1, '1 stream', '1 поток'],
    [2, '2 streams', '2 потока'],
    [5, '5 streams', '5 потоков'],
    [11, '11 streams', '11 потоков'],
    [21, '21 streams', '21 поток'],
    [22, '22 streams', '22 потока'],
    [111, '111 streams', '111 потоков'],
    [1_000, '1,000 streams', '1\u00A0000 потоков'],
  ])('%i', (count, english, russian) => {
    expect(en.overview.shown(count, count)).toBe(english);
    expect(ru.overview.shown(count, count)).toBe(russian);
  });
});
