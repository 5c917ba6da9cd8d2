import { accessSchemas, streamKeysSchema, userSchema } from './access-schema.js';
import { argumentSchema, ffmpegSchema } from './arguments-schema.js';
import { includeSchema, oneIncludeSchema } from './include-schema.js';
import { labelsSchema } from './labels-schema.js';
import { audioEncodingSchema, audioSchema, videoEncodingSchema, videoSchema } from './media-schema.js';
import { policySchemas } from './policy-schema.js';
import { oneProfileSchema, profileNameSchema, profileSchema } from './profile-schema.js';
import { oneSourceSchema, sourceSchema } from './source-schema.js';

/** Keys that may be written once for several streams. */
const sharedKeys = {
  enabled: { $ref: '#/definitions/stream/properties/enabled' },
  server: { $ref: '#/definitions/stream/properties/server' },
  video: { $ref: '#/definitions/stream/properties/video' },
  audio: { $ref: '#/definitions/stream/properties/audio' },
  ffmpeg: { $ref: '#/definitions/stream/properties/ffmpeg' },
  stallTimeout: { $ref: '#/definitions/stream/properties/stallTimeout' },
  firstFrameTimeout: { $ref: '#/definitions/stream/properties/firstFrameTimeout' },
  backoff: { $ref: '#/definitions/stream/properties/backoff' },
  failback: { $ref: '#/definitions/stream/properties/failback' },
  hold: { $ref: '#/definitions/stream/properties/hold' },
  limits: { $ref: '#/definitions/stream/properties/limits' },
  labels: { $ref: '#/definitions/stream/properties/labels' },
} as const;

/**
 * The one description of streams.yaml: validation, the published JSON Schema and completion in editors come from
 * it. Our own keywords: `problem` and `remedy` are what a person reads when `pattern`, `enum` or `const` does not
 * fit; `onChange` says what changing the key does to what runs.
 */
export const streamsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'KazStreamLink streams.yaml, version 1',
  description: 'Which sources must be readable at which RTSP paths.',
  type: 'object',
  required: ['version', 'streams'],
  additionalProperties: false,
  properties: {
    version: {
      description: 'Version of the file format.',
      const: 1,
      problem: 'this version of the format is not known',
      remedy: 'Write "version: 1".',
      examples: [1],
      onChange: 'nothing',
    },
    include: includeSchema,
    output: {
      description: 'Where streams are published.',
      type: 'object',
      additionalProperties: false,
      properties: {
        server: {
          $ref: '#/definitions/server',
          description: 'RTSP server for all streams without a "server" of their own.',
          default: 'embedded',
          onChange: 'restarts the streams that use it',
        },
      },
    },
    listen: {
      description: "The router's own servers: an address, or off.",
      type: 'object',
      additionalProperties: false,
      properties: {
        rtsp: {
          $ref: '#/definitions/address',
          description: 'Embedded RTSP server: readers, and our own publishers.',
          default: '127.0.0.1:8554',
          onChange: 'rebinds this listener, touches no stream',
        },
        rtsps: {
          $ref: '#/definitions/address',
          description:
            'The embedded RTSP server over TLS as well, with the certificate of "tls"; usually port 8322. Packets come over the connection only (TCP). Needs "rtsp", if only on loopback.',
          default: 'off',
          examples: ['0.0.0.0:8322'],
          onChange: 'rebinds this listener, touches no stream',
        },
        rtmp: {
          $ref: '#/definitions/address',
          description: 'Embedded RTMP ingest: drones, cameras and encoders push here.',
          default: '127.0.0.1:1935',
          onChange: 'rebinds this listener, touches no stream',
        },
        rtmps: {
          $ref: '#/definitions/address',
          description:
            'The embedded RTMP ingest over TLS as well, with the certificate of "tls"; usually port 1936. Needs "rtmp", if only on loopback.',
          default: 'off',
          examples: ['0.0.0.0:1936'],
          onChange: 'rebinds this listener, touches no stream',
        },
        http: {
          $ref: '#/definitions/address',
          description: 'API and page. Beyond loopback they need a token; see access.token.',
          default: '127.0.0.1:8501',
          onChange: 'rebinds this listener, touches no stream',
        },
      },
    },
    rtsp: {
      description: 'The embedded RTSP server.',
      type: 'object',
      additionalProperties: false,
      problem: 'this is no mapping with udpPorts',
      remedy: 'Write { udpPorts: 50000-50999 }.',
      properties: {
        udpPorts: {
          description:
            'UDP ports of which it takes a pair for RTP and RTCP, for a firewall that lets no others through; one pair serves all readers. Without it the system chooses.',
          type: 'string',
          format: 'port-range',
          problem: 'this is no range of ports with room for an even one and the next',
          remedy: 'Write a range such as 50000-50999.',
          examples: ['50000-50999'],
          onChange: 'applies to new readers over UDP',
        },
      },
      examples: [{ udpPorts: '50000-50999' }],
    },
    ...accessSchemas,
    guard: {
      description:
        'Holds back a change of the file that would stop many streams, until somebody approves it.',
      type: 'object',
      additionalProperties: false,
      properties: {
        maxStopShare: {
          description:
            'The share of running streams that a change may stop by itself, or off. What would stop more waits for "kazstreamlink approve"; "streams: {}" always passes.',
          type: 'string',
          pattern: '^(?:off|[1-9][0-9]?%)$',
          problem: 'this is neither off nor a share from 1% to 99%',
          remedy: 'Write a share such as 50%, or off.',
          default: 'off',
          examples: ['50%'],
          onChange: 'applies to the next change',
        },
      },
      examples: [{ maxStopShare: '50%' }],
    },
    defaults: {
      description: "Keys for all streams; a stream's own key wins, a mapping as a whole. Only labels add up.",
      type: 'object',
      additionalProperties: false,
      properties: sharedKeys,
      examples: [{ stallTimeout: '20s' }],
      onChange: 'as in the streams that have no such key of their own',
    },
    profiles: {
      description:
        'Sets of keys by name, for the streams that name them as their "profile". They win over "defaults".',
      type: 'object',
      problem: 'this is no mapping of names to keys',
      remedy: 'Write { camera: { stallTimeout: 20s } }.',
      propertyNames: profileNameSchema,
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        problem: 'a profile is a mapping of keys of streams',
        remedy: 'Write the keys below its name, such as "stallTimeout: 20s", or {}.',
        properties: sharedKeys,
      },
      examples: [{ camera: { stallTimeout: '20s', labels: { kind: 'camera' } } }],
      onChange: 'as in the streams that name it and have no such key of their own',
    },
    streams: {
      description:
        'The streams by name. "streams: {}" says that nothing is wanted. A name with a "*" is a pattern, see below.',
      type: 'object',
      problem: 'there are no streams',
      remedy: 'Write the streams below it, or "streams: {}" when you want none.',
      propertyNames: {
        type: 'string',
        pattern: '^(?:[A-Za-z0-9][A-Za-z0-9._-]*\\*?|\\*)[A-Za-z0-9._-]*$',
        maxLength: 128,
        problem:
          'a name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-"; one "*" makes it a pattern',
        remedy: 'Rename the stream.',
      },
      additionalProperties: { $ref: '#/definitions/stream' },
      examples: [
        { 'drone-1': { source: 'push:live/drone-1' } },
        { 'drone-*': { source: 'push:live/drone-*', path: 'drones/*' } },
      ],
    },
  },
  definitions: {
    stream: {
      type: 'object',
      required: ['source'],
      additionalProperties: false,
      problem: 'a stream is a mapping with at least "source"',
      remedy: 'Write "source: rtmp://host/app/name" or "source: push:live/name" below the name.',
      properties: {
        source: sourceSchema,
        profile: profileSchema,
        path: {
          description: 'Path at the RTSP server, unique per server. Default: the name.',
          type: 'string',
          pattern: '^(?!.*(?:^|/)\\.{1,2}(?:/|$))[A-Za-z0-9._~*-]+(?:/[A-Za-z0-9._~*-]+)*$',
          maxLength: 256,
          problem: 'this is no path',
          remedy: 'Use letters, digits, ".", "_", "~", "-" and "/" between parts, such as site/gate.',
          examples: ['site/gate'],
          onChange: 'restarts the stream',
        },
        server: {
          $ref: '#/definitions/server',
          description: 'RTSP server for this stream. Default: output.server.',
          onChange: 'restarts the stream',
        },
        enabled: {
          description: 'false keeps the entry and runs nothing.',
          type: 'boolean',
          default: true,
          problem: 'this is neither true nor false',
          remedy: 'Write true or false.',
          onChange: 'starts or stops the stream',
        },
        video: videoSchema,
        audio: audioSchema,
        ffmpeg: ffmpegSchema,
        ...policySchemas,
        labels: labelsSchema,
      },
    },
    user: userSchema,
    streamKeys: streamKeysSchema,
    include: oneIncludeSchema,
    source: oneSourceSchema,
    profile: oneProfileSchema,
    videoEncoding: videoEncodingSchema,
    audioEncoding: audioEncodingSchema,
    argument: argumentSchema,
    server: {
      type: 'string',
      pattern:
        '^(?:embedded|rtsps?://(?:[^\\s"<>\\\\^{}|`/?#]*@)?(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?/?)$',
      problem: 'this is no RTSP server',
      remedy: 'Write embedded, or an address without a path such as rtsp://user:password@mediamtx:8554.',
      examples: ['embedded', 'rtsp://mediamtx:8554'],
    },
    address: {
      type: 'string',
      pattern: '^(?:off|(?:\\[[0-9a-fA-F:.]+\\]|[^:\\[\\]\\s/@]*):[0-9]{1,5})$',
      format: 'network-address',
      problem: 'this is no address to listen at',
      remedy:
        'Write host:port such as 127.0.0.1:8554, :8554 for all addresses, port 0 for a free one, or off.',
      examples: ['127.0.0.1:8554', '0.0.0.0:8554', 'off'],
    },
  },
} as const;
