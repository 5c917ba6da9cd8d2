import { ApiError } from '../api/request.js';
import { phrase } from '../i18n/phrase.js';

/** What is wrong with which key of a stream, as the router says, in the language of the page. */
export class FieldErrors {
  readonly #byKey: Readonly<Record<string, string>>;

  /** @param error how a trial of the edit went wrong, or null */
  constructor(error: unknown) {
    this.#byKey = error instanceof ApiError ? (error.problem.fields ?? {}) : {};
  }

  /** What is to be said at the field of the first key; the others are told there as well. */
  of(...keys: readonly string[]): string | undefined {
    const found = keys.find((key) => key in this.#byKey);
    return found === undefined ? undefined : told(this.#byKey[found] ?? '');
  }

  /** Of one of several values that stand in one key: `source.1`, or `source` itself for the first. */
  ofItem(key: string, index: number): string | undefined {
    return index === 0 ? this.of(`${key}.0`, key) : this.of(`${key}.${index}`);
  }

  /** What no field tells. */
  rest(): string[] {
    return Object.entries(this.#byKey)
      .filter(([key]) => !HAS_FIELD.test(key))
      .map(([key, text]) => `${key}: ${phrase(text)}`);
  }
}

/** Which key it is need not be told beside its field. */
function told(text: string): string {
  const sentence = phrase(text.replace(/^"[^"]*"(?:, number \d+)?: /, ''));
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const HAS_FIELD =
  /^(?:name|source(?:\.\d)?|profile(?:\.\d+)?|server|path|labels|video|audio|video\.(?:codec|bitrate|size|fps)|audio\.(?:codec|bitrate|sampleRate|channels))$/;
