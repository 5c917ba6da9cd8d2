import type { Diagnostic } from '../state/diagnostic.js';
import type { YamlSource } from './yaml-source.js';

/** What is no YAML, or nothing at all. */
export function checkSyntax(source: YamlSource): Diagnostic[] {
  const { document } = source;
  const diagnostics = document.errors.map((error): Diagnostic => {
    const isSecondDocument = error.code === 'MULTIPLE_DOCS';
    return {
      code: 'yaml-syntax',
      severity: 'error',
      message: isSecondDocument ? 'a second document begins here' : withoutQuotedText(error.message),
      remedy: isSecondDocument
        ? 'Keep one document: remove the line with "---".'
        : 'Mend the YAML here or on the line above; indentation with spaces, a space after each colon.',
      place: source.placeAt(error.pos[0], error.pos[1]),
      related: null,
    };
  });
  if (diagnostics.length === 0 && document.contents === null) {
    diagnostics.push({
      code: 'empty-document',
      severity: 'error',
      message: 'the file is empty',
      remedy: 'Write "version: 1" and "streams: {}" to say that no stream is wanted.',
      place: source.placeAt(0, 1),
      related: null,
    });
  }
  return diagnostics;
}

/** The library quotes text of the file in some messages, which could be a credential. */
function withoutQuotedText(message: string): string {
  return message.replace(/(?:: | \\).*$/s, '').replace(/\.$/, '');
}
