import { parseDocument } from 'yaml';
import { PARSE_OPTIONS } from '../yaml-source.js';
import { valuesOf } from './scalar-secrets.js';
import { REFERENCE } from './without-references.js';

/**
 * A reference (`${VAR}`, `${file:…}`) of a new text that may not be brought in from elsewhere, or null. By one the router reads its
 * own environment and the files of its machine: who only may change streams must not read these. So what a reference names has to
 * be named in the file already, and one may stand where its value would be seen only if it did so before.
 */
export function newReference(before: string, after: string): string | null {
  const known = referencesOf(before);
  const names = new Set(known.map(({ name }) => name));
  const places = new Set(known.map(placeText));
  const isNew = (reference: Reference): boolean =>
    !names.has(reference.name) || !(reference.isHidden || places.has(placeText(reference)));
  return referencesOf(after).find(isNew)?.name ?? null;
}

interface Reference {
  /** Without its default. */
  readonly name: string;
  readonly keys: readonly string[];
  readonly isHidden: boolean;
}

function placeText({ name, keys }: Reference): string {
  return JSON.stringify([name, keys]);
}

function referencesOf(text: string): Reference[] {
  return valuesOf(text, parseDocument(text, PARSE_OPTIONS)).flatMap(({ start, end, keys, areas, value }) =>
    // In an escaped text they stand elsewhere than in what it means.
    [...(text.slice(start, end) === value ? text.slice(start, end) : value).matchAll(REFERENCE)].map(
      ({ index, 0: reference }): Reference => {
        const from = start + index;
        const to = from + reference.length;
        // The host of an address is shown, wherever it comes from.
        const isAddress = ['source', 'server'].includes(keys.at(-1) ?? '');
        const isHidden = areas === null ? !isAddress : areas.some(([a, b]) => a <= from && to <= b);
        return { name: reference.replace(/:-.*\}$/s, '}'), keys, isHidden };
      },
    ),
  );
}
