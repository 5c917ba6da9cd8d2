import type { FileNote, ImportResult } from '../config/import/import-streams.js';
import { redactUrls } from '../util/redact.js';
import { type Colours, colours } from './terminal.js';

/**
 * Says what was imported and what was not: text on standard error, since the file itself may go to standard output; or JSON.
 * @param target the file that it goes into; null where it is printed
 */
export function reportImport(
  { names, present, notes, variables, holdsSecrets, text }: Extract<ImportResult, { readonly ok: true }>,
  { format, secretsFile }: ImportReportOptions,
  target: string | null,
): void {
  const shown = notes.map((note) => ({ ...note, message: redactUrls(note.message) }));
  if (format === 'json') {
    const file = target === null ? { text } : { file: target };
    process.stdout.write(
      `${JSON.stringify({ ...file, streams: names, variables: [...variables.keys()], notes: shown }, null, 2)}\n`,
    );
    return;
  }
  const paint = colours(process.stderr);
  const lines = shown.map((note) => noteText(note, paint));
  if (variables.size > 0)
    lines.push(
      `${counted(variables.size, 'credential')} went to ${secretsFile ?? ''}; keep it out of Git, and give it to the router as its environment.`,
    );
  else if (holdsSecrets > 0)
    lines.push(
      `${paint.warn('Credentials stand in the open')} in ${counted(holdsSecrets, 'stream')}.\n  ${paint.strong('→')} "--secrets-file FILE" puts them into a file of variables.`,
    );
  const isSomething = names.length + present > 0;
  const there = present > 0 ? `, ${present} there already` : '';
  lines.push(
    `${isSomething ? paint.good('✓') : paint.error('✗')} ${counted(names.length, 'stream')} imported${there}, ${counted(notes.length, 'note')}.`,
  );
  process.stderr.write(`${lines.join('\n')}\n`);
}

export interface ImportReportOptions {
  readonly format: 'text' | 'json';
  /** The file to add to, which is created where there is none, or the folder of the configuration. */
  readonly into?: string;
  /** Takes the credentials, as variables. */
  readonly secretsFile?: string;
}

function noteText({ file, line, message, remedy }: FileNote, { strong, warn }: Colours): string {
  const place = line === null ? file : `${file}:${line}`;
  // What a spreadsheet holds must not paint the terminal.
  const clean = (text: string): string => text.replace(/\p{Cc}/gu, ' ');
  return `${strong(place)}: ${warn('note')}: ${clean(message)}\n  ${strong('→')} ${clean(remedy)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
