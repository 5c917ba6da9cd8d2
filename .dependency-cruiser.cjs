/** The import rule of the design: data flows one way, so imports do too. */
const every = (name) => `^src/${name}/`;

/** A part of src/ and the parts that it may import besides itself, util and state. */
const allowed = {
  util: [],
  state: [],
  config: [],
  plan: [],
  ffmpeg: [],
  status: [],
  'media-server': [],
  // Of the media servers only how RTMP is written; see the rule below.
  probe: ['media-server'],
  // Of the media servers only how RTSP is written; see the rule below.
  preview: ['media-server'],
  runtime: ['ffmpeg', 'plan', 'probe'],
  reconciler: ['plan'],
  api: ['status', 'plan', 'config'],
  // Of the runtime only what "down" commands and the log that "logs" reads; see the rule below.
  cli: ['config', 'plan', 'status', 'ffmpeg', 'api', 'runtime'],
};

const partRules = Object.entries(allowed).map(([part, others]) => ({
  name: `imports-of-${part}`,
  comment: `src/${part} may import only ${['util', 'state', ...others].join(', ')} and itself.`,
  severity: 'error',
  from: { path: every(part) },
  to: {
    path: '^src/',
    pathNot: [part, ...(part === 'util' ? [] : ['state', 'util']), ...others]
      .map(every)
      .concat(part === 'cli' ? ['^src/app\\.ts$', '^src/version\\.ts$'] : []),
  },
}));

module.exports = {
  forbidden: [
    ...partRules,
    {
      name: 'only-run-imports-app',
      comment: 'src/app.ts wires everything; only src/cli/run.ts starts it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/run\\.ts$' },
      to: { path: '^src/app\\.ts$' },
    },
    {
      name: 'only-down-commands-the-runtime',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/(down|log-source)\\.ts$' },
      to: { path: '^src/runtime/' },
    },
    {
      name: 'logs-reads-the-log-only',
      comment: 'Without a router its files are all that there is.',
      severity: 'error',
      from: { path: '^src/cli/log-source\\.ts$' },
      to: { path: '^src/runtime/', pathNot: '^src/runtime/local/(read-stream-log|stream-log-folder)\\.ts$' },
    },
    {
      name: 'media-servers-apart',
      comment: 'The two embedded servers are separate programs.',
      severity: 'error',
      from: { path: '^src/media-server/(rtsp|rtmp)/' },
      to: { path: '^src/media-server/(rtsp|rtmp)/', pathNot: '^src/media-server/$1/' },
    },
    {
      name: 'probe-imports-the-wire-only',
      comment: 'A probe speaks RTMP as a client: bytes, chunks, AMF and messages, nothing of the server.',
      severity: 'error',
      from: { path: '^src/probe/' },
      to: {
        path: '^src/media-server/',
        pathNot:
          '^src/media-server/rtmp/(amf0|chunk-reader|chunk-writer|command|handshake|message|reply|rtmp-error)\\.ts$',
      },
    },
    {
      name: 'preview-imports-the-wire-only',
      comment:
        'It reads RTSP as a client: messages, descriptions, headers and packets, nothing of the server.',
      severity: 'error',
      from: { path: '^src/preview/' },
      to: {
        path: '^src/media-server/',
        pathNot:
          '^src/media-server/rtsp/(codec-name|errors|interleaved|message-reader|sdp|headers/session|rtp/(parameter-sets|rtp-packet|sender-report))\\.ts$',
      },
    },
    {
      name: 'runtime-imports-the-watch-only',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/probe/', pathNot: '^src/probe/source-watch\\.ts$' },
    },
    {
      name: 'plan-imports-operation-types-only',
      comment: 'The runtime takes the types of operations from plan, not its decisions.',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/plan/', pathNot: '^src/plan/operation\\.ts$' },
    },
    {
      name: 'reconciler-knows-no-runtime-parts',
      severity: 'error',
      from: { path: '^src/reconciler/' },
      to: { path: '^src/runtime/', pathNot: '^src/runtime/runtime\\.ts$' },
    },
    {
      name: 'page-imports-types-of-the-contract-only',
      comment: 'The page talks HTTP; all that it knows of the router are the types in src/api/contract.ts.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|test|bench|scripts)/', pathNot: '^src/api/contract\\.ts$' },
    },
    {
      name: 'contract-is-types-for-the-page',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/api/contract\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-runs-in-a-browser',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'program-knows-no-page',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^web/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
