import { readConfiguration } from '../../src/config/read-configuration.js';
import type { ReferenceValues } from '../../src/config/references.js';
import { renderDiagnostics } from '../../src/config/render-diagnostics.js';
import type { DesiredState } from '../../src/state/desired-state.js';

/** What a file asks for when every variable and file that it refers to is there. Throws its problems as `validate` prints them. */
export function validConfiguration(name: string, text: string): DesiredState {
  const read = readConfiguration(name, text, VALUES);
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics, () => text));
  return read.desired;
}

const VALUES: ReferenceValues = {
  variable: () => 'the-text-of-a-variable',
  file: () => ({ ok: true, text: 'the-text-of-a-file' }),
};
