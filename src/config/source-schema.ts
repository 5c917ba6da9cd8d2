/** A source by itself. */
export const SOURCE_PATTERN =
  '^(?:push:(?!.*(?:^|[/:])\\.{1,2}(?:/|$))[A-Za-z0-9._~*-]+(?:/[A-Za-z0-9._~*-]+)*|(?:rtmps?|rtsps?|srt|https?)://(?:[^\\s"<>\\\\^{}|`/?#]*@)?(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?(?:/[^\\s"<>\\\\^{}|`?#@]*)?(?:[?][^\\s"<>\\\\^{}|`#@]*)?)$';

/** `source` of a stream: one, or a list in order of preference. `if` and not `anyOf`: one mistake has one error. */
export const sourceSchema = {
  description:
    'Where the media comes from: a URL to play from (rtmp, rtmps, rtsp, rtsps, srt, http, https), or push:PATH for whoever pushes to our ingest under that path. A list names up to 8 in order of preference: when one fails the next is taken.',
  if: { type: 'array' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    type: 'array',
    minItems: 1,
    maxItems: 8,
    uniqueItems: true,
    problem: 'a list of sources has 1 to 8 of them',
    remedy: 'Write between 1 and 8 sources, the preferred one first.',
    items: { $ref: '#/definitions/source' },
  },
  else: { $ref: '#/definitions/source' },
  examples: [
    'push:live/drone-1',
    'rtmp://cam.example/live/gate',
    ['rtmp://cam.example/live/gate', 'rtmp://backup.example/live/gate'],
  ],
  onChange: 'restarts the stream',
} as const;

export const oneSourceSchema = {
  type: 'string',
  pattern: SOURCE_PATTERN,
  problem: 'this is no source',
  remedy:
    'Write a URL such as rtmp://host/app/name, with / ? # @ and the like in user, password and key percent-encoded, or push:live/name for whoever pushes to the ingest.',
} as const;
