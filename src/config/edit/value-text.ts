import { Scalar, stringify } from 'yaml';
import type { PlainValue } from './stream-edit.js';

/** Where a value is to stand, as far as that decides how it is written. */
export interface ValuePlace {
  /** Between `{` and `}`, where commas and brackets end a plain text. */
  readonly inFlow: boolean;
  /** Everything around is quoted as JSON is. */
  readonly asJson?: boolean;
  /** How what stood there before was written, such as `'rtmp://…'` or `False`. */
  readonly before?: { readonly type: string | undefined; readonly source: string };
}

/**
 * A value as YAML, on one line, so that it reads back exactly. It is quoted where YAML needs it, or where the value
 * before it was: that is how the hand writes. Lists and mappings are written in flow style.
 */
export function valueText(value: PlainValue, place: ValuePlace): string {
  if (place.asJson) return JSON.stringify(value);
  if (typeof value === 'boolean') return booleanText(value, place.before);
  const text = stringified(value, place);
  return text.includes('\n') ? JSON.stringify(value) : text;
}

/** `key: value`, as it stands in a mapping. */
export function pairText(key: string, value: PlainValue, place: ValuePlace): string {
  return `${valueText(key, place)}: ${valueText(value, place)}`;
}

function stringified(value: PlainValue, { inFlow, before }: ValuePlace): string {
  const node = typeof value === 'string' && isQuoted(before?.type) ? new Scalar(value) : value;
  if (node instanceof Scalar && isQuoted(before?.type)) node.type = before.type;
  const options = { lineWidth: 0, blockQuote: false } as const;
  if (inFlow)
    return stringify({ k: node }, { ...options, collectionStyle: 'flow' })
      .trim()
      .slice(5, -2);
  if (typeof value === 'object')
    return stringified(value, { inFlow: true, ...(before === undefined ? {} : { before }) });
  return stringify({ k: node }, options).trim().slice(3);
}

interface WrittenBefore {
  readonly type: string | undefined;
  readonly source: string;
}

function isQuoted(type: string | undefined): type is typeof Scalar.QUOTE_SINGLE | typeof Scalar.QUOTE_DOUBLE {
  return type === Scalar.QUOTE_SINGLE || type === Scalar.QUOTE_DOUBLE;
}

/** As the one before was written: who has `False` gets `True` (and back again). */
function booleanText(value: boolean, before: WrittenBefore | undefined): string {
  const text = String(value);
  if (before === undefined || !/^(?:true|false)$/i.test(before.source)) return text;
  if (before.source === before.source.toUpperCase()) return text.toUpperCase();
  const isCapital = /^[A-Z]/.test(before.source);
  return isCapital ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
