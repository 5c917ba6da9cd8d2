import type { AllowedOption } from '../state/allowed-option.js';
import { INPUT_OPTIONS, OUTPUT_OPTIONS, ROUTER_OPTIONS } from '../state/allowed-options.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { nearest } from './nearest.js';
import type { Places } from './places.js';
import type { RawArguments } from './raw-configuration.js';

/**
 * Checks that further arguments of FFmpeg are allowed options, each once and with its value. What stands at the
 * place of an option may be a credential that got there by mistake, so it is named only when it is like a known one.
 */
export function checkArguments(places: Places, path: readonly string[], raw: RawArguments): Diagnostic[] {
  return LISTS.flatMap(({ key, options, other }) => {
    const faults = faultsOf((raw[key] ?? []).map(String), options, other);
    return faults.map(
      ({ index, message, remedy }): Diagnostic => ({
        code: 'refused-argument',
        severity: 'error',
        message: `"${key}", number ${index + 1}: ${message}`,
        remedy,
        place: places.placeOfPath([...path, key, String(index)], 'value'),
        related: null,
      }),
    );
  });
}

interface List {
  readonly key: 'inputArgs' | 'outputArgs';
  readonly options: readonly AllowedOption[];
  /** Where an option belongs that is not in {@link options}. */
  readonly other: { readonly key: string; readonly options: readonly AllowedOption[] };
}

const LISTS: readonly List[] = [
  { key: 'inputArgs', options: INPUT_OPTIONS, other: { key: 'outputArgs', options: OUTPUT_OPTIONS } },
  { key: 'outputArgs', options: OUTPUT_OPTIONS, other: { key: 'inputArgs', options: INPUT_OPTIONS } },
];

interface Fault {
  readonly index: number;
  readonly message: string;
  readonly remedy: string;
}

function faultsOf(args: readonly string[], options: readonly AllowedOption[], other: List['other']): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < args.length; ) {
    const name = args[index] ?? '';
    const value = args[index + 1];
    const known = options.find((option) => option.name === name);
    const isRepeated = seen.has(name);
    const fault = (message: string, remedy: string, at = index): number =>
      faults.push({ index: at, message, remedy });
    if (!name.startsWith('-')) {
      // The next one may be an option again: only this one is taken for a mistake.
      fault(
        'here an option is needed, such as -probesize',
        'Options and values stand in turn; begin with an option.',
      );
      index += 1;
      continue;
    }
    seen.add(name);
    if (known === undefined) {
      const { message, remedy } = unknownOption(name, options, other);
      fault(message, remedy);
    } else if (isRepeated) fault(`${name} stands here a second time`, 'Remove one of the two.');
    if (value === undefined || isOption(value, options, known)) {
      if (known !== undefined && !isRepeated)
        fault(`${name} has no value`, `Write its value behind it, such as ${known.example}.`);
      index += 1;
      continue;
    }
    if (known !== undefined && !isRepeated && !known.value.test(value))
      fault(`this is no value for ${name}`, `Write one such as ${known.example}.`, index + 1);
    index += 2;
  }
  return faults;
}

function unknownOption(
  name: string,
  options: readonly AllowedOption[],
  other: List['other'],
): { message: string; remedy: string } {
  const remedy = Object.hasOwn(ROUTER_OPTIONS, name) ? ROUTER_OPTIONS[name] : undefined;
  if (remedy !== undefined) return { message: `${name} is set by the router itself`, remedy };
  if (other.options.some((option) => option.name === name))
    return { message: `${name} does not belong here`, remedy: `Move it to "${other.key}".` };
  const names = options.map((option) => option.name);
  const meant = nearest(name, names);
  const problem = 'is not among the options that are allowed here';
  if (meant !== undefined) return { message: `${name} ${problem}`, remedy: `Did you mean ${meant}?` };
  return {
    message: `this ${problem}`,
    remedy: 'Remove it; docs/streams-yaml.md lists what is allowed.',
  };
}

/** True where an option stands in the place of a value, which was forgotten then; some values begin with a dash as well. */
function isOption(
  text: string,
  options: readonly AllowedOption[],
  before: AllowedOption | undefined,
): boolean {
  if (options.some(({ name }) => name === text) || Object.hasOwn(ROUTER_OPTIONS, text)) return true;
  // Behind an option that is not known nobody can tell whether it takes a value.
  return before === undefined && /^-[A-Za-z]/.test(text);
}
