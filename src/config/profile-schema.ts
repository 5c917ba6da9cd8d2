import { MAX_NAME_LENGTH, NAME_PATTERN } from '../state/stream-name.js';

/** `profile` of a stream: one, or a list. */
export const profileSchema = {
  description:
    'Names of "profiles" whose keys it takes over, one or a list. A later one wins over an earlier one, and what stands in the stream over all.',
  if: { type: 'array' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    type: 'array',
    minItems: 1,
    maxItems: 16,
    uniqueItems: true,
    problem: 'a list of profiles has 1 to 16 of them, each once',
    remedy: 'Write each profile once.',
    items: { $ref: '#/definitions/profile' },
  },
  else: { $ref: '#/definitions/profile' },
  examples: ['camera', ['camera', 'north']],
  onChange: 'as a change of the keys that it brings',
} as const;

export const oneProfileSchema = {
  type: 'string',
  pattern: NAME_PATTERN,
  maxLength: MAX_NAME_LENGTH,
  problem: 'this is no name of a profile',
  remedy: 'Write the name of an entry of "profiles".',
} as const;

/** The names of `profiles`. */
export const profileNameSchema = {
  type: 'string',
  pattern: NAME_PATTERN,
  maxLength: MAX_NAME_LENGTH,
  problem: 'a name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-"',
  remedy: 'Rename the profile.',
} as const;
