import type { Command } from 'commander';
import { flagOf, STREAM_KEYS } from '../config/edit/stream-keys.js';
import type { KeyOptions } from './edit.js';
import type { EditOptions } from './edit-file.js';

/**
 * The commands that edit the file.
 * @param command makes a command that has the options of all commands
 * @param finish takes the exit code
 */
export function editCommands(
  command: (name: string, description: string) => Command,
  finish: (exitCode: number) => void,
): void {
  const edit = (name: string, description: string): Command =>
    command(name, `${description}; exit 0: done, 1: refused`).option(
      '--dry-run',
      'show what would change and write nothing',
    );

  withKeys(edit('add', 'write a new stream into the file').argument('[name]'), false)
    .option('--disabled', 'keep the entry and run nothing')
    .option(
      '--file <file>',
      'where there are several: the one to write it into (default: the first with streams)',
    )
    .action(async (name: string | undefined, options: EditOptions & KeyOptions) =>
      finish(await (await editing()).addStream(name, options)),
    );

  withKeys(edit('set', 'change a stream of the file').argument('<name>'), true).action(
    async (name: string, options: EditOptions & KeyOptions) =>
      finish((await editing()).setStream(name, options)),
  );

  edit('remove', 'take a stream out of the file')
    .argument('<name>')
    .action(async (name: string, options: EditOptions) =>
      finish((await editing()).removeStream(name, options)),
    );

  edit('enable', 'let a stream of the file run')
    .argument('<name>')
    .action(async (name: string, options: EditOptions) =>
      finish((await editing()).enableStream(name, true, options)),
    );

  edit('disable', 'keep a stream in the file without running it')
    .argument('<name>')
    .action(async (name: string, options: EditOptions) =>
      finish((await editing()).enableStream(name, false, options)),
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
