import type { ReferenceValues } from './references.js';

/**
 * The same values, and something of the right form for each reference that has none here: a pipeline that checks a file has no
 * credentials. The same reference always gets the same text, so that two contents of a file can be compared.
 */
export function withStandIns(values: ReferenceValues): ReferenceValues {
  return {
    ...values,
    standIn: (reference, wholeValueOf) => {
      const word = `unresolved-${reference.replace(/[^A-Za-z0-9]+/g, '-')}`;
      switch (wholeValueOf) {
        case 'source':
          return `rtmp://${word}/${word}`;
        case 'server':
          return `rtsp://${word}`;
        default:
          return word;
      }
    },
  };
}
