import type { Place } from '../state/diagnostic.js';

/** Knows where in the text of a configuration everything stands. */
export interface Places {
  /** The place of what a JSON path leads to: its value, or its key. */
  placeOfPath(path: readonly string[], what: 'key' | 'value'): Place;
}
