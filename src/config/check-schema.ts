import { Ajv, type ErrorObject } from 'ajv';
import type { Diagnostic } from '../state/diagnostic.js';
import { asMapping, isMapping, unescapePointer } from './plain-data.js';
import type { RawConfiguration } from './raw-configuration.js';
import { streamsSchema } from './schema.js';
import { toDiagnostic } from './schema-diagnostic.js';
import { SCHEMA_FORMATS } from './schema-formats.js';
import type { YamlSource } from './yaml-source.js';

/**
 * Checks a file against the schema. Where it does not fit, `fitting` is what is left without the streams and listeners that
 * don't, so that these can be checked further in the same run.
 * @param isLent what it need not have, since other files may
 */
export function checkSchema(
  source: YamlSource,
  isLent: { readonly version: boolean; readonly streams: boolean },
): CheckedSchema {
  let written: unknown;
  try {
    written = source.document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    // A document that grows without bound by aliases of aliases, or is nested too deeply.
    return { keys: [], fitting: null, diagnostics: [aliasProblem(source, cause)] };
  }
  const lent = { ...(isLent.version ? { version: 1 } : {}), ...(isLent.streams ? { streams: {} } : {}) };
  const value = isMapping(written) ? { ...lent, ...written } : written;
  const keys = Object.keys(asMapping(written));
  if (fitsSchema(value)) return { keys, fitting: value, diagnostics: [] };
  const errors = (fitsSchema.errors ?? [])
    .filter(({ keyword }) => !SUMMARIES.includes(keyword))
    .filter((error, index, all) => all.findIndex((other) => isSameProblem(error, other)) === index);
  const diagnostics = errors.map((error) => toDiagnostic(source, value, error));
  return { keys, fitting: withoutFaults(value, errors), diagnostics };
}

/** Those of which a part can be left out. */
function isSection(name: string | undefined): name is 'streams' | 'listen' | 'defaults' | 'profiles' {
  return name !== undefined && ['streams', 'listen', 'defaults', 'profiles'].includes(name);
}

/** Keywords whose error only says that there are errors below it. */
const SUMMARIES: readonly string[] = ['propertyNames', 'if'];

interface CheckedSchema {
  /** Those that it has at its top. */
  readonly keys: readonly string[];
  /** Null when nothing of it does. */
  readonly fitting: RawConfiguration | null;
  readonly diagnostics: Diagnostic[];
}

/** Null when what is left does not fit either. */
function withoutFaults(value: unknown, errors: readonly ErrorObject[]): RawConfiguration | null {
  if (!isMapping(value)) return null;
  const left = {
    version: 1,
    listen: { ...asMapping(value['listen']) },
    defaults: { ...asMapping(value['defaults']) },
    profiles: { ...asMapping(value['profiles']) },
    streams: { ...asMapping(value['streams']) },
  };
  for (const { instancePath, propertyName } of errors) {
    const [section, name] = instancePath.split('/').slice(1).map(unescapePointer);
    const faulty = name ?? propertyName;
    if (isSection(section)) {
      if (faulty === undefined) left[section] = {};
      // It is there, for those that name it.
      else if (section === 'profiles' && name !== undefined) left.profiles[name] = {};
      else delete left[section][faulty];
    }
  }
  return fitsSchema(left) ? left : null;
}

const ajv = new Ajv({ allErrors: true, verbose: true });
for (const [name, fits] of Object.entries(SCHEMA_FORMATS)) ajv.addFormat(name, fits);
for (const keyword of ['problem', 'remedy', 'onChange']) ajv.addKeyword({ keyword, schemaType: 'string' });
const fitsSchema = ajv.compile<RawConfiguration>(streamsSchema);

/** A value that fits neither pattern nor format is one problem to a person. */
function isSameProblem(a: ErrorObject, b: ErrorObject): boolean {
  const keywords = ['pattern', 'format', 'maxLength', 'minLength', 'minimum', 'maximum', 'type', 'enum'];
  return (
    a === b ||
    (a.instancePath === b.instancePath &&
      a.propertyName === b.propertyName &&
      keywords.includes(a.keyword) &&
      keywords.includes(b.keyword))
  );
}

function aliasProblem(source: YamlSource, cause: unknown): Diagnostic {
  return {
    code: 'yaml-syntax',
    severity: 'error',
    message: cause instanceof Error ? cause.message.replace(/ \(.*$/s, '') : 'the aliases cannot be resolved',
    remedy: 'Check the anchors (&name) and aliases (*name).',
    place: source.placeAt(0, 1),
    related: null,
  };
}
