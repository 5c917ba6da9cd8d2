import type { Reason } from '../../src/api/contract.js';

/** A sentence and what to do, which may be nothing, for each reason. A reason without is a type error. */
export type ConditionTexts = Readonly<Record<Reason, { readonly message: string; readonly remedy: string }>>;
