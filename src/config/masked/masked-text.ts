import { mapTexts } from './map-texts.js';
import type { SecretRange } from './secret-range.js';
import { secretRanges } from './secret-ranges.js';

/**
 * The text of a configuration file as it may be shown and edited: each credential stands as a placeholder (`__secret_1__`), which is put
 * back when the text comes back. The same text has the same placeholders.
 */
export class MaskedText {
  /** With placeholders; it has the lines of the original. */
  readonly text: string;
  /** With `***` in their place. */
  readonly starred: string;
  readonly #original: string;
  readonly #ranges: readonly SecretRange[];
  readonly #prefix: string;

  constructor(original: string) {
    this.#original = original;
    this.#ranges = secretRanges(original);
    this.#prefix = unusedPrefix(original);
    this.text = replaced(original, this.#ranges, (index) => `${this.#prefix}${index + 1}__`);
    this.starred = replaced(original, this.#ranges, () => '***');
  }

  /** Puts the credentials back into a text that was made from this one. */
  restore(edited: string): Expanded | NotRestored {
    const expanded = this.#expand(edited, ({ start, end }) => this.#original.slice(start, end));
    // A credential that was moved to where it can be seen would be told by that.
    if (!expanded.ok || expanded.places.length === 0 || areWithin(expanded.places, rangesOf(expanded.text)))
      return expanded;
    return { ok: false, problem: 'visible' };
  }

  /** Puts them back into values of a stream, as plain data. */
  restoreValue(value: unknown): { readonly ok: true; readonly value: unknown } | NotRestored {
    let failed: NotRestored | undefined;
    const restored = mapTexts(value, (text) => {
      const expanded = this.expand(text);
      if (expanded.ok) return expanded.text;
      failed ??= expanded;
      return text;
    });
    return failed ?? { ok: true, value: restored };
  }

  /** Puts them back into a part of a value. */
  expand(text: string): Expanded | NotRestored {
    return this.#expand(text, ({ value }) => value);
  }

  #expand(text: string, meaningOf: (range: SecretRange) => string | null): Expanded | NotRestored {
    const parts: string[] = [];
    const places: Place[] = [];
    let [position, length] = [0, 0];
    for (const match of text.matchAll(new RegExp(`${this.#prefix}(\\d{1,7})__`, 'g'))) {
      const range = this.#ranges[Number(match[1]) - 1];
      if (range === undefined) return { ok: false, problem: 'unknown' };
      const meaning = meaningOf(range);
      if (meaning === null) return { ok: false, problem: 'text-only' };
      const before = text.slice(position, match.index);
      parts.push(before, meaning);
      position = match.index + match[0].length;
      length += before.length + meaning.length;
      places.push([length - meaning.length, length]);
    }
    return { ok: true, text: parts.join('') + text.slice(position), places };
  }
}

/** Whether each of `places` is part of one of `hidden`. Both in ascending order. */
export function areWithin(places: readonly Place[], hidden: readonly Place[]): boolean {
  let index = 0;
  return places.every(([from, to]) => {
    while (index < hidden.length && (hidden[index]?.[1] ?? 0) < to) index += 1;
    return (hidden[index]?.[0] ?? Number.POSITIVE_INFINITY) <= from;
  });
}

/** Offsets, [from, to). */
type Place = readonly [from: number, to: number];

export interface Expanded {
  readonly ok: true;
  readonly text: string;
  /** Where in it the credentials stand that were put back. */
  readonly places: readonly Place[];
}

export interface NotRestored {
  readonly ok: false;
  /** `visible`: it would stand where it can be seen. `text-only`: it can be put back into the whole text and no part of it. */
  readonly problem: 'unknown' | 'visible' | 'text-only';
}

function rangesOf(text: string): Place[] {
  return secretRanges(text).map(({ start, end }): Place => [start, end]);
}

/** Nothing in the text looks like a placeholder. */
function unusedPrefix(text: string): string {
  let prefix = '__secret_';
  for (let number = 2; text.includes(prefix); number += 1) prefix = `__secret${number}_`;
  return prefix;
}

function replaced(text: string, ranges: readonly SecretRange[], by: (index: number) => string): string {
  const parts: string[] = [];
  let position = 0;
  for (const [index, { start, end }] of ranges.entries()) {
    parts.push(text.slice(position, start), by(index));
    position = end;
  }
  return [...parts, text.slice(position)].join('');
}
