import type { PlainValue, StreamEdit, StreamValues } from '../config/edit/stream-edit.js';
import { flagOf, STREAM_KEYS, type StreamKey } from '../config/edit/stream-keys.js';
import type { StreamSpec } from '../state/stream.js';
import { type EditOptions, editFiles } from './edit-files.js';
import { ask, canAsk, type Question } from './edit-questions.js';
import { reportRefusal } from './edit-report.js';
import { loadConfiguration } from './load-configuration.js';
import { NOTHING_SELECTED, type SelectingOptions, selected } from './options.js';

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
    const { desired } = loadConfiguration(options.config, options);
    // An invalid file is refused before anybody types an answer.
    if (desired === null) return editFiles(options, adding(name ?? 'stream', values));
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
  return editFiles(options, adding(wanted ?? '', values));
}

/** `set NAME…`, `set -l site=north`: other values for keys of streams, or none (`--no-KEY`). */
export function setStreams(names: readonly string[], options: EditManyOptions & KeyOptions): number {
  const { values, unset, problem } = givenKeys(options);
  if (problem !== undefined) return refuse(options, problem);
  if (Object.keys(values).length + unset.length === 0) {
    const known = STREAM_KEYS.flatMap(({ key, option }) =>
      option === null ? [] : [`--${flagOf(key)}`],
    ).join(', ');
    return refuse(options, ['It does not say what to set.', `Give at least one of ${known}.`]);
  }
  return editMany(names, options, (chosen) => ({ kind: 'set', names: chosen, values, unset }));
}

/** `remove`: streams with their comments. */
export function removeStreams(names: readonly string[], options: EditManyOptions): number {
  return editMany(names, options, (chosen) => ({ kind: 'remove', names: chosen }));
}

/** `enable` and `disable`. What is so already stays as it is written. */
export function enableStreams(names: readonly string[], enabled: boolean, options: EditManyOptions): number {
  return editMany(names, options, (chosen, entries) => {
    const others = chosen.filter((name) => entries.get(name)?.enabled !== enabled);
    return { kind: 'set', names: others, values: { enabled }, unset: [] };
  });
}

export interface EditManyOptions extends EditOptions, SelectingOptions {}

/** Edits the streams that are named, or all that have the labels; of those that are named these that have them, where both are given. */
function editMany(
  names: readonly string[],
  options: EditManyOptions,
  edit: (names: readonly string[], entries: ReadonlyMap<string, StreamSpec>) => StreamEdit,
): number {
  const { selector } = options;
  if (names.length === 0 && selector === undefined)
    return refuse(options, ['No stream is named.', 'Name streams, or give --selector.']);
  return editFiles(options, (entries) => {
    const having = selected([...entries.values()], options).map(({ name }) => name);
    const chosen =
      names.length === 0
        ? having
        : // One that is not there is for the edit to tell.
          [...new Set(names)].filter((name) => !entries.has(name) || having.includes(name));
    return chosen.length === 0 ? NOTHING_SELECTED : edit(chosen, entries);
  });
}

function adding(name: string, values: StreamValues): StreamEdit {
  return { kind: 'add', streams: new Map([[name, values]]) };
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
