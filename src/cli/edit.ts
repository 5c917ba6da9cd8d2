import type { PlainValue, StreamValues } from '../config/edit/stream-edit.js';
import { flagOf, STREAM_KEYS, type StreamKey } from '../config/edit/stream-keys.js';
import { type EditOptions, editFile } from './edit-file.js';
import { ask, canAsk, type Question } from './edit-questions.js';
import { reportRefusal } from './edit-report.js';
import { loadConfiguration } from './load-configuration.js';

/** What stands behind the options named like keys of a stream: a text, texts where it is repeatable, or false for `--no-KEY`. */
export type KeyOptions = Readonly<Record<string, unknown>>;

/** `add`: a new stream behind the last one. Asks for name and source on a terminal where they are missing. */
export async function addStream(
  name: string | undefined,
  options: EditOptions & KeyOptions & { readonly disabled?: boolean },
): Promise<number> {
  const given = givenKeys(options);
  const missing = STREAM_KEYS.filter(({ key, isRequired }) => isRequired && !(key in given.values));
  if (given.problem !== undefined) return refuse(options, given.problem);
  let wanted = name;
  const values: Record<string, PlainValue> = { ...given.values };
  if (name === undefined || missing.length > 0) {
    if (!canAsk()) return refuse(options, missingText(name, missing));
    const { desired } = loadConfiguration(options.config);
    // An invalid file is refused before anybody types an answer.
    if (desired === null) return editFile(options, { kind: 'add', name: name ?? 'stream', values });
    const questions = missing.flatMap(questionsFor);
    const taken = (answer: string): string | undefined =>
      desired.streams.has(answer) ? `"${answer}" is there already; choose another name.` : undefined;
    if (name === undefined)
      questions.unshift({ text: 'Name of the stream', example: 'gate', objection: taken });
    const answers = await ask(questions);
    if (answers === undefined)
      return refuse(options, ['Given up; nothing was added.', 'Run it again at any time.']);
    if (name === undefined) wanted = answers.shift();
    for (const [index, { key, option }] of missing.entries())
      values[key] = option?.parse(answers[index] ?? '') ?? '';
  }
  if (options.disabled) values['enabled'] = false;
  return editFile(options, { kind: 'add', name: wanted ?? '', values });
}

/** `set`: other values for keys of a stream, or none (`--no-KEY`). */
export function setStream(name: string, options: EditOptions & KeyOptions): number {
  const { values, unset, problem } = givenKeys(options);
  if (problem !== undefined) return refuse(options, problem);
  if (Object.keys(values).length + unset.length === 0) {
    const known = STREAM_KEYS.flatMap(({ key, option }) =>
      option === null ? [] : [`--${flagOf(key)}`],
    ).join(', ');
    return refuse(options, ['It does not say what to set.', `Give at least one of ${known}.`]);
  }
  return editFile(options, { kind: 'set', name, values, unset });
}

/** `remove`: a stream with its comments. */
export function removeStream(name: string, options: EditOptions): number {
  return editFile(options, { kind: 'remove', name });
}

/** `enable` and `disable`. */
export function enableStream(name: string, enabled: boolean, options: EditOptions): number {
  const edit = { kind: 'set', name, values: { enabled }, unset: [] } as const;
  return editFile(options, edit, ({ streams }) => streams.get(name)?.enabled === enabled);
}

type Problem = readonly [problem: string, remedy: string];

function givenKeys(options: KeyOptions): { values: StreamValues; unset: string[]; problem?: Problem } {
  const values: Record<string, PlainValue> = {};
  const unset: string[] = [];
  for (const { key, option } of STREAM_KEYS) {
    const typed = options[key];
    if (typed === false) unset.push(key);
    const texts = typeof typed === 'string' ? [typed] : Array.isArray(typed) ? typed.map(String) : [];
    if (option === null || texts.length === 0) continue;
    const parsed = texts.map((text) => option.parse(text)).filter((value) => value !== undefined);
    const [value] = parsed;
    if (value === undefined || parsed.length < texts.length) {
      return {
        values,
        unset,
        problem: [`"--${flagOf(key)}" has no value.`, `Such as --${flagOf(key)} ${option.example}.`],
      };
    }
    values[key] = parsed.length === 1 ? value : parsed;
  }
  return { values, unset };
}

function missingText(name: string | undefined, missing: readonly StreamKey[]): Problem {
  const what = [...(name === undefined ? ['NAME'] : []), ...missing.map(({ key }) => `--${flagOf(key)}`)];
  const examples = missing.map(({ key, option }) => ` --${flagOf(key)} ${option?.example ?? ''}`).join('');
  return [`This is missing: ${what.join(', ')}.`, `Such as: kazstreamlink add ${name ?? 'gate'}${examples}`];
}

function questionsFor({ option }: StreamKey): Question[] {
  if (option === null) return [];
  const { description, example, parse } = option;
  const text = description.charAt(0).toUpperCase() + description.slice(1);
  return [{ text, example, objection: (answer) => (parse(answer) === undefined ? 'Try again.' : undefined) }];
}

function refuse(options: EditOptions, [problem, remedy]: Problem): number {
  return reportRefusal(options, { problem, remedy, diagnostics: [] });
}
