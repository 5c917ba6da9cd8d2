import { renderDiagnostics } from '../config/render-diagnostics.js';
import { loadConfiguration } from './load-configuration.js';
import type { CommonOptions } from './options.js';
import { colours } from './terminal.js';

/** `validate`: every problem of the file in one run. Exit code 0: valid, 1: not. */
export function validate(options: CommonOptions): number {
  const { desired, diagnostics, text } = loadConfiguration(options.config);
  if (options.format === 'json') {
    process.stdout.write(
      `${JSON.stringify({ file: options.config, valid: desired !== null, diagnostics }, null, 2)}\n`,
    );
  } else if (desired !== null) {
    const { good } = colours(process.stdout);
    const count = desired.streams.size;
    process.stdout.write(
      `${good('✓')} ${options.config} is valid: ${count} ${count === 1 ? 'stream' : 'streams'}.\n`,
    );
  } else {
    process.stdout.write(`${renderDiagnostics(diagnostics, () => text, colours(process.stdout))}\n\n`);
    process.stdout.write(`${diagnostics.length} ${diagnostics.length === 1 ? 'problem' : 'problems'}.\n`);
  }
  return desired === null ? 1 : 0;
}
