import { causeText } from '../state/cause.js';
import { isSamePolicy, type StreamSpec, specHash } from '../state/stream.js';
import type { StreamPattern } from '../state/stream-pattern.js';
import { changesBetween } from './changes.js';
import { type PlannedChange, routeOf } from './describe-plan.js';

/**
 * Patterns of the file that come, go or say something else, in the order of their names. No operation is due to them: what they make
 * starts when somebody publishes. But who reads a plan has to see them.
 */
export function patternChanges(
  before: readonly KnownPattern[],
  patterns: readonly StreamPattern[],
): PlannedChange[] {
  const after = new Map(patterns.map((pattern) => [pattern.name, pattern]));
  const names = new Set([...before.map(({ name }) => name), ...after.keys()]);
  return [...names].sort().flatMap((name) => {
    const old = before.find((one) => one.name === name);
    return changeOf(name, old, after.get(name)) ?? [];
  });
}

export interface KnownPattern {
  readonly name: string;
  /** Of its template, and this itself where it is known. */
  readonly specHash: string;
  readonly template: StreamSpec | null;
}

function changeOf(
  name: string,
  before: KnownPattern | undefined,
  after: StreamPattern | undefined,
): PlannedChange | null {
  const common = { kind: 'pattern', name, isTakeover: false } as const;
  if (after === undefined)
    return { ...common, becomes: null, cause: 'it is no longer in the file, or disabled', isChange: false };
  const { template } = after;
  const becomes = routeOf(template);
  if (before === undefined) return { ...common, becomes, cause: 'it is new', isChange: false };
  const known = before.template;
  const isSame =
    specHash(template) === before.specHash && (known === null || isSamePolicy(known.policy, template.policy));
  if (isSame) return null;
  const cause =
    known === null
      ? 'it says something else'
      : causeText({ kind: 'changed', changes: changesBetween(known, template) });
  return { ...common, becomes, cause, isChange: true };
}
