import transliterate from '@sindresorhus/transliterate';
import { streamsSchema } from '../schema.js';

/** Makes names of streams out of names from elsewhere, each of them once. */
export class ValidNames {
  readonly #taken = new Set<string>();

  /** The name as it is where it can be one, else one that reads alike; with a number behind it where it was given before. */
  make(name: string): string {
    const base = isValid(name) ? name : cleaned(name);
    let unique = base;
    for (let number = 2; this.#taken.has(unique); number += 1) unique = `${base}-${number}`;
    this.#taken.add(unique);
    return unique;
  }
}

const MAX_LENGTH = 100;

const NAME = new RegExp(streamsSchema.properties.streams.propertyNames.pattern);
const PATH = new RegExp(streamsSchema.definitions.stream.properties.path.pattern);

function isValid(name: string): boolean {
  return NAME.test(name) && !name.includes('*') && name.length <= MAX_LENGTH;
}

function cleaned(name: string): string {
  const ascii = transliterate(name).replace(/[^A-Za-z0-9._-]+/g, '-');
  return ascii.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '').slice(0, MAX_LENGTH) || 'stream';
}

/** Whether a text can be the path of a stream. */
export function isValidPath(path: string): boolean {
  return PATH.test(path) && !path.includes('*');
}
