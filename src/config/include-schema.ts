/** `include` at the top of a file: one, or a list. `if` and not `anyOf`: one mistake has one error. */
export const includeSchema = {
  description:
    'Other files that belong to the configuration, each by a path or a pattern such as sites/*.yaml, from the folder of this file on. One that leads to no file is a problem, save for { path: …, optional: true }.',
  if: { type: 'array' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { type: 'array', items: { $ref: '#/definitions/include' } },
  else: { $ref: '#/definitions/include' },
  examples: ['sites/*.yaml', ['sites/*.yaml', { path: 'secrets.yaml', optional: true }]],
  onChange: 'as what then stands in the files',
} as const;

export const oneIncludeSchema = {
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    remedy: 'Write { path: secrets.yaml, optional: true }.',
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        problem: 'this is no path of a file',
        remedy: 'Write a path or a pattern such as sites/*.yaml.',
      },
      optional: {
        type: 'boolean',
        problem: 'this is neither true nor false',
        remedy: 'Write true or false.',
      },
    },
  },
  else: {
    type: 'string',
    minLength: 1,
    problem: 'this is no path of a file',
    remedy: 'Write a path or a pattern such as sites/*.yaml.',
  },
} as const;
