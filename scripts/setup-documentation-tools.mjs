/** Programs that the documentation's commands use besides FFmpeg and players, for the test that runs them. */
import { installPackages } from './debian-packages.mjs';
import { findOnPath, say } from './setup.mjs';

const PROGRAMS = ['curl', 'jq', 'openssl'];

/** Pages that use one that is not there are skipped, and say so. */
export function ensureDocumentationTools() {
  const missing = PROGRAMS.filter((program) => findOnPath(program) === undefined);
  if (missing.length === 0) return;
  const problem = installPackages(missing, 'the test of the documentation');
  if (problem !== undefined)
    say(`NO ${missing.join(', ').toUpperCase()}: ${problem}. Pages that use them will be skipped.`);
}
