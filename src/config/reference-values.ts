import { readFileContent } from './read-file.js';
import type { ReferenceValues } from './references.js';

/** References are looked up in this process's environment and file system. */
export function systemReferenceValues(environment: NodeJS.ProcessEnv): ReferenceValues {
  return { variable: (name) => environment[name], file: (path) => readFileContent(path) };
}
