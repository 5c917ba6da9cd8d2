import { placeText, renderDiagnostics } from '../config/render-diagnostics.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { loadConfiguration } from './load-configuration.js';
import type { CommonOptions } from './options.js';
import { colours } from './terminal.js';

/** `validate`: every problem of the file in one run. Exit code 0: valid, 1: not. */
export function validate(options: ValidateOptions): number {
  const { desired, diagnostics, textOf } = loadConfiguration(options.config);
  if (options.format === 'json') {
    process.stdout.write(
      `${JSON.stringify({ file: options.config, valid: desired !== null, diagnostics }, null, 2)}\n`,
    );
  } else if (options.format === 'github') {
    process.stdout.write(diagnostics.map((diagnostic) => `${githubAnnotation(diagnostic)}\n`).join(''));
  } else if (desired !== null) {
    const { good } = colours(process.stdout);
    const count = desired.streams.size;
    process.stdout.write(
      `${good('✓')} ${options.config} is valid: ${count} ${count === 1 ? 'stream' : 'streams'}.\n`,
    );
  } else {
    process.stdout.write(`${renderDiagnostics(diagnostics, textOf, colours(process.stdout))}\n\n`);
    process.stdout.write(`${diagnostics.length} ${diagnostics.length === 1 ? 'problem' : 'problems'}.\n`);
  }
  return desired === null ? 1 : 0;
}

export type ValidateOptions = CommonOptions<'text' | 'json' | 'github'>;

/** A workflow command that GitHub shows beside the line. Its escapes are percent signs and line ends, and in properties : and , */
function githubAnnotation({ severity, message, remedy, place, code, related }: Diagnostic): string {
  const escaped = (text: string): string =>
    text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const at = `file=${property(place.file)},line=${place.line},col=${place.column},endColumn=${place.column + place.length}`;
  const other = related === null ? '' : ` (${related.message}: ${placeText(related.place)})`;
  return `::${severity} ${at},title=${property(code)}::${escaped(`${message}${other}. ${remedy}`)}`;
}
