import { createHash } from 'node:crypto';
import { placeText, renderDiagnostics } from '../config/render-diagnostics.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { loadConfiguration, type ReferenceOptions } from './load-configuration.js';
import type { CommonOptions } from './options.js';
import { colours } from './terminal.js';

/** `validate`: every problem of the file in one run. Exit code 0: valid, 1: not. */
export function validate(options: ValidateOptions): number {
  const { desired, diagnostics, textOf, hash } = loadConfiguration(options.config, options);
  if (options.format === 'json') {
    process.stdout.write(
      `${JSON.stringify({ file: options.config, valid: desired !== null, hash, diagnostics }, null, 2)}\n`,
    );
  } else if (options.format === 'github') {
    process.stdout.write(diagnostics.map((diagnostic) => `${githubAnnotation(diagnostic)}\n`).join(''));
  } else if (options.format === 'gitlab') {
    process.stdout.write(`${JSON.stringify(diagnostics.map(codeQualityIssue), null, 2)}\n`);
  } else if (desired !== null) {
    const { good } = colours(process.stdout);
    const { streams, patterns } = desired;
    const also = patterns.length === 0 ? '' : `, ${counted(patterns.length, 'pattern')}`;
    process.stdout.write(
      `${good('✓')} ${options.config} is valid: ${counted(streams.size, 'stream')}${also}.\n`,
    );
  } else {
    process.stdout.write(`${renderDiagnostics(diagnostics, textOf, colours(process.stdout))}\n\n`);
    process.stdout.write(`${counted(diagnostics.length, 'problem')}.\n`);
  }
  return desired === null ? 1 : 0;
}

export interface ValidateOptions
  extends CommonOptions<'text' | 'json' | 'github' | 'gitlab'>,
    ReferenceOptions {}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A workflow command that GitHub shows beside the line. Its escapes are percent signs and line ends, and in properties : and , */
function githubAnnotation({ severity, message, remedy, place, code, related }: Diagnostic): string {
  const escaped = (text: string): string =>
    text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const at = `file=${property(place.file)},line=${place.line},col=${place.column},endColumn=${place.column + place.length}`;
  const told = sentences({ message, remedy, related });
  return `::${severity} ${at},title=${property(code)}::${escaped(told)}`;
}

/** With the other place, for those who show one place only. */
function sentences({ message, remedy, related }: Pick<Diagnostic, 'message' | 'remedy' | 'related'>): string {
  const other = related === null ? '' : ` (${related.message}: ${placeText(related.place)})`;
  return `${message}${other}. ${remedy}`;
}

/**
 * An entry of a Code Quality report, which GitLab shows beside the line. Its fingerprint tells whether a problem was there before, so that
 * it has no line in it.
 */
function codeQualityIssue(diagnostic: Diagnostic): object {
  const { severity, message, place, code } = diagnostic;
  const identity = [place.file, code, message].join('\n');
  return {
    description: sentences(diagnostic),
    check_name: code,
    fingerprint: createHash('sha256').update(identity).digest('hex'),
    severity: severity === 'error' ? 'blocker' : 'minor',
    location: { path: place.file, lines: { begin: place.line } },
  };
}
