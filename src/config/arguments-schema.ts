/** `ffmpeg` of a stream. Which options there are, and in which order, is checked by `check-arguments.ts`. */
export const ffmpegSchema = {
  description: 'Further options of FFmpeg, of those that are listed below.',
  type: 'object',
  additionalProperties: false,
  problem: 'this is no mapping with inputArgs and outputArgs',
  remedy: 'Write { inputArgs: [-probesize, 1000000] } or outputArgs.',
  properties: {
    inputArgs: {
      ...listOf('-fflags, +genpts'),
      description: 'For the reading of the source: options and values in turn.',
      examples: [['-fflags', '+genpts']],
      onChange: 'restarts the stream',
    },
    outputArgs: {
      ...listOf('-pkt_size, 1200'),
      description: 'For what is published: options and values in turn.',
      examples: [['-pkt_size', 1200]],
      onChange: 'restarts the stream',
    },
  },
  onChange: 'restarts the stream',
} as const;

function listOf(example: string) {
  return {
    type: 'array',
    maxItems: 64,
    problem: 'this is no list of up to 64 options and values',
    remedy: `Write options and values in turn, such as [${example}].`,
    items: { $ref: '#/definitions/argument' },
  } as const;
}

/** A number is taken as well, since nobody puts the quotes around 1000000. */
export const argumentSchema = {
  if: { type: 'number' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { type: 'number' },
  else: {
    type: 'string',
    minLength: 1,
    maxLength: 4096,
    problem: 'this is no text or number',
    remedy: 'Put it in quotes.',
  },
} as const;
