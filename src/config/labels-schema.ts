/** `labels` of a stream: what people group and find streams by. */
export const labelsSchema = {
  description:
    'Texts by which streams are grouped and found in the page and in metrics. They are shown to everybody who may see the stream.',
  type: 'object',
  problem: 'labels are a mapping of names to texts',
  remedy: 'Write { site: north, owner: anna }.',
  maxProperties: 32,
  propertyNames: {
    type: 'string',
    pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
    maxLength: 63,
    problem:
      'the name of a label starts with a letter or "_" and goes on with letters, digits, "_", "." and "-"',
    remedy: 'Rename the label.',
  },
  additionalProperties: {
    type: 'string',
    maxLength: 128,
    problem: 'a label is a text of up to 128 characters',
    remedy: 'Shorten it, or put a number or true and false into quotes.',
  },
  examples: [{ site: 'north' }],
  onChange: 'applies live, no restart',
} as const;
