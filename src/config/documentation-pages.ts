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
  const { stream } = streamsSchema.definitions;
  return `# streams.yaml, version 1

${GENERATED}

## At the top

${table('', streamsSchema.properties)}

## In a stream: \`streams.NAME\`

${table('', stream.properties)}

A name starts with a letter or digit and goes on with letters, digits, ".", "_" and "-". YAML anchors, aliases and merge keys work.

## Values from elsewhere

In string values, not in keys:

| written | gives |
|---|---|
| \`\${VAR}\` | the environment variable of the router; one that is not set is a problem, not an empty text |
| \`\${VAR:-default}\` | the default when the variable is not set or empty |
| \`\${file:/run/secrets/x}\` | the text of the file without its last line end; looked at again every second |
| \`$\${\` | the characters \`\${\` themselves |

Put a value with a reference in quotes when YAML could take its braces for something else: \`source: "\${CAMERA}"\`.

## When a save becomes live

The file is read again when something in its folder changes, when what its name leads to changes, on SIGHUP, and every second. It
is applied when two reads 0.1 s apart are equal. A file that is invalid, missing, unreadable or empty changes nothing that runs.
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
  const texts = examples.filter((example) => typeof example === 'string').map((example) => `\`${example}\``);
  return texts.length === 0 ? description : `${description} For example ${texts.join(', ')}.`;
}
