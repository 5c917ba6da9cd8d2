import type { ChangedFile, NotRead } from '../config/masked/configuration-desk.js';
import { ApiProblem } from './api-problem.js';
import type { ChangedConfiguration, ProblemCode } from './contract.js';

/** What is answered to a change of the file. @throws ApiProblem when it was not carried out */
export function changeOutcome(changed: ChangedFile): ChangedConfiguration {
  if (changed.ok) return { file: changed.file, hash: changed.hash, diff: changed.diff };
  throw changeProblem(changed);
}

export function changeProblem(changed: Extract<ChangedFile, { readonly ok: false }> | NotRead): ApiProblem {
  const { reason, problem, remedy, diagnostics } = changed;
  const [status, code] = PROBLEMS[reason];
  return new ApiProblem(status, problem, {
    remedy,
    code,
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
    ...(reason === 'stale' ? { hash: changed.hash } : {}),
    ...('fields' in changed && changed.fields !== undefined ? { fields: changed.fields } : {}),
  });
}

const PROBLEMS = {
  stale: [409, 'stale'],
  'no-stream': [404, 'not-found'],
  'no-file': [404, 'not-found'],
  missing: [409, 'invalid-configuration'],
  unreadable: [409, 'invalid-configuration'],
  'read-only': [403, 'read-only'],
  busy: [503, 'busy'],
  failed: [500, 'internal'],
  invalid: [422, 'invalid-configuration'],
  refused: [422, 'edit-refused'],
  'misplaced-secret': [422, 'misplaced-secret'],
} as const satisfies Record<
  Extract<ChangedFile, { readonly ok: false }>['reason'],
  readonly [status: number, code: ProblemCode]
>;
