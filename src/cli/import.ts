import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeConfiguration } from '../config/edit/write-configuration.js';
import { type ImportResult, type ImportSource, importStreams } from '../config/import/import-streams.js';
import { IMPORT_FORMATS, type ImportFormat } from '../config/import/imported.js';
import { recogniseFormat } from '../config/import/recognise-format.js';
import { variablesIn } from '../config/import/secret-variables.js';
import { type FileContent, readFileContent } from '../config/read-file.js';
import { systemReferenceValues } from '../config/reference-values.js';
import { unreadableFile } from '../config/unreadable-file.js';
import { reportEdit } from './edit-report.js';
import { type ImportReportOptions, reportImport } from './import-report.js';
import { type ImportInto, importTarget } from './import-target.js';
import { printProblem } from './terminal.js';

/**
 * `import`: makes streams of what a CSV file or the configuration of another program names; prints a file with them, or adds them to one
 * (`--into`). Exit code 0: done, 1: nothing could be imported, or the file cannot be written.
 */
export function importFiles(files: readonly string[], options: ImportFileOptions): number {
  const sources = files.map((file) => readSource(file, options.from));
  const known = sources.flatMap((source) => (source === null ? [] : [source]));
  if (known.length < files.length) return 1;
  const into = importTarget(options);
  if (!into.ok) {
    printProblem(into.problem, into.remedy);
    return 1;
  }
  const imported = importStreams(into.found, into.file, known, {
    values: systemReferenceValues(process.env),
    variables: options.secretsFile === undefined ? null : variablesIn(textOf(options.secretsFile) ?? ''),
  });
  if (!imported.ok) {
    printProblem(imported.problem, imported.remedy);
    return 1;
  }
  reportImport(imported, options, options.into === undefined ? null : into.file.file);
  const isDone = options.dryRun || (writeSecrets(imported, options) && write(imported.text, into, options));
  if (!isDone) return 1;
  if (options.format === 'text') {
    if (options.into === undefined) process.stdout.write(imported.text);
    else
      reportEdit({ format: 'text' }, [{ file: into.file, text: imported.text }], {
        isWritten: !options.dryRun,
      });
  }
  return imported.names.length + imported.present === 0 ? 1 : 0;
}

export interface ImportFileOptions extends ImportReportOptions {
  /** The configuration that `into` belongs to, where that is more than this file. */
  readonly config?: string;
  readonly from?: ImportFormat;
  readonly dryRun: boolean;
}

function readSource(file: string, from: ImportFormat | undefined): ImportSource | null {
  const content = file === '-' ? standardInput() : readFileContent(file);
  if (!content.ok) {
    const { message, remedy } = unreadableFile(file, content.code);
    printProblem(`${file}: ${message}.`, content.code === 'ENOENT' ? 'Check the name.' : remedy);
    return null;
  }
  if (content.text.includes('\u{FFFD}')) {
    printProblem(`${file} is not written in UTF-8.`, 'Save it as UTF-8; spreadsheets call it "CSV UTF-8".');
    return null;
  }
  const format = from ?? recogniseFormat(file, content.text);
  if (format !== null) return { file, format, text: content.text };
  printProblem(`Nobody can tell what ${file} is.`, `Say it by --from: ${IMPORT_FORMATS.join(', ')}.`);
  return null;
}

/** A pipe, which is read to its end. */
function standardInput(): FileContent {
  try {
    return { ok: true, text: readFileSync(process.stdin.fd, 'utf8'), isPinned: false };
  } catch (error) {
    return { ok: false, code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
  }
}

function textOf(path: string): string | undefined {
  const content = readFileContent(path);
  return content.ok ? content.text : undefined;
}

/** Before the file that refers to them. Only its owner may read it. */
function writeSecrets({ variables }: Imported, { secretsFile }: ImportFileOptions): boolean {
  if (secretsFile === undefined || variables.size === 0) return true;
  const before = textOf(secretsFile) ?? '';
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const lines = [...variables].map(([name, value]) => `${name}=${value}\n`);
  return attempt(secretsFile, () => appendFileSync(secretsFile, gap + lines.join(''), { mode: 0o600 }));
}

function write(
  text: string,
  { file: { path, text: before, hash }, isNew }: ImportInto,
  { into }: ImportFileOptions,
): boolean {
  if (into === undefined || text === before) return true;
  if (isNew) return attempt(path, () => writeFileSync(path, text, { flag: 'wx' }));
  const written = writeConfiguration(path, text, hash);
  if (!written.ok) printProblem(written.problem, written.remedy);
  return written.ok;
}

function attempt(path: string, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    printProblem(
      `${path} cannot be written (${code}).`,
      existsSync(path)
        ? 'Give yourself the right to write it.'
        : 'Name a folder that is there and can be written.',
    );
    return false;
  }
}

type Imported = Extract<ImportResult, { readonly ok: true }>;
