import type { Command } from 'commander';
import { flagOf, STREAM_KEYS } from '../config/edit/stream-keys.js';
import type { EditManyOptions, KeyOptions } from './edit.js';
import type { EditOptions } from './edit-files.js';

/**
 * The commands that edit the file.
 * @param command makes a command that has the options of all commands
 * @param selecting gives one the option for labels, and `withoutSecrets` that for references without a value
 * @param finish takes the exit code
 */
export function editCommands(
  command: (name: string, description: string) => Command,
  { selecting, withoutSecrets }: Readonly<Record<'selecting' | 'withoutSecrets', (one: Command) => Command>>,
  finish: (exitCode: number) => void,
): void {
  const edit = (name: string, description: string): Command =>
    withoutSecrets(command(name, `${description}; exit 0: done, 1: refused`)).option(
      '--dry-run',
      'show what would change and write nothing',
    );
  const editMany = (name: string, description: string): Command =>
    selecting(edit(name, description).argument('[names...]', 'streams'));

  withKeys(edit('add', 'write a new stream into the file').argument('[name]'), false)
    .option('--disabled', 'keep the entry and run nothing')
    .option(
      '--file <file>',
      'where there are several: the one to write it into (default: the first with streams)',
    )
    .action(async (name: string | undefined, options: EditOptions & KeyOptions) =>
      finish(await (await editing()).addStream(name, options)),
    );

  withKeys(editMany('set', 'change streams of the file'), true).action(
    async (names: string[], options: EditManyOptions & KeyOptions) =>
      finish((await editing()).setStreams(names, options)),
  );

  editMany('remove', 'take streams out of the file').action(
    async (names: string[], options: EditManyOptions) =>
      finish((await editing()).removeStreams(names, options)),
  );

  editMany('enable', 'let streams of the file run').action(
    async (names: string[], options: EditManyOptions) =>
      finish((await editing()).enableStreams(names, true, options)),
  );

  editMany('disable', 'keep streams in the file without running them').action(
    async (names: string[], options: EditManyOptions) =>
      finish((await editing()).enableStreams(names, false, options)),
  );
}

/** Loaded only when one of them is carried out. */
function editing(): Promise<typeof import('./edit.js')> {
  return import('./edit.js');
}

/** An option for each key; with `canUnset` also `--no-KEY` for those that a stream can do without. */
function withKeys(command: Command, canUnset: boolean): Command {
  for (const { key, isRequired, option } of STREAM_KEYS) {
    if (option === null) continue;
    const flag = flagOf(key);
    const flags = `--${flag} <${option.argument}>`;
    const description = `${option.description}, such as ${option.example}`;
    if (option.isRepeatable) command.option(flags, description, listed);
    else command.option(flags, description);
    if (canUnset && !isRequired) command.option(`--no-${flag}`, `take its "${key}" out`);
  }
  return command;
}

function listed(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
