import { stringify } from 'yaml';
import type { AllowedOption } from '../state/allowed-option.js';
import { INPUT_OPTIONS, OUTPUT_OPTIONS } from '../state/allowed-options.js';
import { DIAGNOSTIC_CATALOGUE } from './diagnostic-catalogue.js';
import { streamsSchema } from './schema.js';

const GENERATED = '<!-- Written by "npm run generate"; a test holds it to the source. -->';

/** The text of docs/diagnostics.md. */
export function diagnosticsPage(): string {
  const rows = Object.entries(DIAGNOSTIC_CATALOGUE).map(([code, text]) => `| \`${code}\` | ${text} |`);
  return `# Diagnostics

${GENERATED}

Every problem of a configuration file is told in one run, with its place (file:line:column), the line with a caret, a remedy and
one of these codes. \`kazstreamlink validate --format json\` gives them as data, \`--format github\` as annotations. The codes do not
change. A file with a problem changes nothing that runs.

| code | means |
|---|---|
${rows.join('\n')}
`;
}

/** The text of docs/streams-yaml.md. */
export function referencePage(): string {
  const { stream, videoEncoding, audioEncoding } = streamsSchema.definitions;
  return `# streams.yaml, version 1

${GENERATED}

## At the top

${table('', streamsSchema.properties)}

## In a stream: \`streams.NAME\`

${table('', stream.properties)}

### An encoding of the video: \`video: { codec: h264, … }\`

${table('video.', videoEncoding.properties)}

It is made for a low delay: no B frames, a key frame every 2 s, closed groups of pictures, 4:2:0. An encoder that FFmpeg does not
have is told before the stream starts. Frames are neither doubled nor dropped where \`fps\` is not given.

### An encoding of the audio: \`audio: { codec: aac, … }\`

${table('audio.', audioEncoding.properties)}

### Further options of FFmpeg: \`ffmpeg.inputArgs\`, \`ffmpeg.outputArgs\`

Options and values in turn, each option once. Only these are allowed: they take one value each, open no file and no address, and
touch nothing that the router depends on. An option of another kind of source than the one in use is left out. Values marked with
a lock are shown nowhere but in the list of processes (\`ps\`), which local users of the same machine can read.

In \`inputArgs\`:

${optionTable(INPUT_OPTIONS)}

In \`outputArgs\`:

${optionTable(OUTPUT_OPTIONS)}

## Names and anchors

A name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-". YAML anchors, aliases and merge keys work.

## Many files

\`--config\` may be a folder: then all its \`*.yaml\` and \`*.yml\` count, in the order of their names, hidden files and subfolders left out. And a
file may bring in others:

\`\`\`yaml
include:
  - sites/*.yaml                              # from the folder of this file on; ** for folders of any depth
  - { path: secrets.yaml, optional: true }    # Git may ignore it, so it may be absent
\`\`\`

All of them are one configuration. Each file may have \`streams\` and \`profiles\`; a name may stand in one of them only. Every other key of the top stands in one file and
holds for all. \`version: 1\` has to stand in one of them at least. What stands twice is a problem that names both places, as is a pattern that
leads to no file and is not \`optional\`. Each file is taken once, in whatever way it is reached; symbolic links are followed. Anchors hold in
their file only.

A broken file leaves all that was valid before in force. Commands and the page edit the file that holds the stream; a new one goes to the first file that has
streams, or \`add --file sites/north.yaml\`.

Credentials that must not be in Git have three places: a file of streams that Git ignores, brought in as \`optional\`; a file with one
credential, \`\${file:secrets/gate}\`, also from the folder of its file on; the environment, \`\${GATE_PASSWORD}\`.

## Patterns: streams of whoever publishes

\`\`\`yaml
streams:
  "drone-*": { source: "push:live/drone-*", path: "drones/*" }
\`\`\`

Whoever pushes to \`live/drone-7\` becomes the stream \`drone-7\` at the path \`drones/7\`, with all other keys of the entry, and goes when
nobody has pushed there for \`hold\`. The \`*\` stands for letters, digits, ".", "_" and "-" within one part of the path; name, source
and path have one each (a path that is left out is the name). A stream that is written out comes before a pattern, and the more
specific pattern before the other; two of which neither is are refused. A publisher whose stream would have a name or a path that another one
has becomes none: \`status\`, the page and the log say so.
Anybody who reaches the ingest can make streams of a pattern, so let the ingest listen where only those reach it that may.

## Values from elsewhere

In string values, not in keys:

| written | gives |
|---|---|
| \`\${VAR}\` | the environment variable of the router; one that is not set is a problem, not an empty text |
| \`\${VAR:-default}\` | the default when the variable is not set or empty |
| \`\${file:/run/secrets/x}\` | the text of the file without its last line end, from the folder of this file on where it is relative; looked at again every second |
| \`$\${\` | the characters \`\${\` themselves |

Put a value with a reference in quotes when YAML could take its braces for something else: \`source: "\${CAMERA}"\`.

## When a save becomes live

The files are read again when something in their folders changes, when what their names lead to changes, on SIGHUP, and every second. They
are applied when two reads of all, 0.1 s apart, are equal. A file that is invalid, missing, unreadable or empty changes nothing that runs.
What a valid file no longer names is ended when its content has been the same for a second, so a half-written file stops nothing.
Where a mount tells of no changes, \`run --poll 1000\` looks by itself.
`;
}

interface Property {
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly onChange?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Property>>;
}

function table(prefix: string, properties: Readonly<Record<string, Property>>): string {
  const rows = rowsOf(prefix, properties);
  return ['| key | means | default | a change of it |', '|---|---|---|---|', ...rows].join('\n');
}

function rowsOf(prefix: string, properties: Readonly<Record<string, Property>>): string[] {
  // A mere reference is told about where it leads to.
  const told = Object.entries(properties).filter(([, { description }]) => description !== undefined);
  return told.flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const fallback = property.default === undefined ? '' : `\`${String(property.default)}\``;
    const row = `| \`${name}\` | ${describe(property)} | ${fallback} | ${property.onChange ?? ''} |`;
    return [row, ...rowsOf(`${name}.`, property.properties ?? {})];
  });
}

function describe({ description = '', examples = [] }: Property): string {
  const texts = examples.map((example) => `\`${exampleText(example)}\``);
  return texts.length === 0 ? description : `${description} For example ${texts.join(', ')}.`;
}

/** On one line, as one would write it. */
function exampleText(example: unknown): string {
  return stringify(example, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

function optionTable(options: readonly AllowedOption[]): string {
  const rows = options.map(
    ({ name, example, reason, schemes, isSecret }) =>
      `| \`${name}\` | \`${example}\` | ${reason}${isSecret ? ' 🔒' : ''} | ${schemes?.join(', ') ?? 'all'} |`,
  );
  return ['| option | value such as | good for | sources |', '|---|---|---|---|', ...rows].join('\n');
}
