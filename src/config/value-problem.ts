import type { Diagnostic } from '../state/diagnostic.js';
import type { Places } from './places.js';

/** The diagnostic of a value of the right kind that does not fit, at what the JSON path leads to. */
export function valueProblem(
  places: Places,
  place: readonly string[],
  message: string,
  remedy: string,
): Diagnostic {
  return {
    code: 'invalid-value',
    severity: 'error',
    message,
    remedy,
    place: places.placeOfPath(place, 'value'),
    related: null,
  };
}
