/** Why there is no picture: what a request is answered with. Holds no credential. */
export class PreviewProblem extends Error {
  override readonly name = 'PreviewProblem';
  readonly status: number;
  readonly code: PreviewProblemCode;
  readonly remedy: string | undefined;

  /** @param detail a sentence, as is the remedy */
  constructor(code: PreviewProblemCode, detail: string, remedy?: string) {
    super(detail);
    this.status = STATUS[code];
    this.code = code;
    this.remedy = remedy;
  }
}

export function noKeyFrame(waitedMs: number): PreviewProblem {
  return new PreviewProblem(
    'no-key-frame',
    `No key frame came within ${waitedMs / 1_000} s.`,
    'Let the source send key frames more often, every two seconds, say.',
  );
}

/** What was thrown, when it is one; anything else is thrown again: a mistake of ours. */
export function toProblem(error: unknown): PreviewProblem {
  if (error instanceof PreviewProblem) return error;
  throw error;
}

export type PreviewProblemCode =
  | 'not-found'
  | 'no-video'
  | 'not-playable'
  | 'server-unreachable'
  | 'server-refused'
  | 'no-key-frame'
  | 'busy';

const STATUS: Readonly<Record<PreviewProblemCode, number>> = {
  'not-found': 404,
  'no-video': 404,
  'not-playable': 415,
  'server-unreachable': 502,
  'server-refused': 502,
  'no-key-frame': 504,
  busy: 503,
};
