import { type AccessRules, DEFAULT_ACCESS } from '../../state/access.js';
import type { DesiredState } from '../../state/desired-state.js';
import { steadyNow } from '../../util/clock.js';

/**
 * What the live configuration says of access. While that may be half of a file, what was said before holds: no half opens anything. A half
 * that cannot be told from a whole (written line by line, and longer than the one before) opens nothing either before it has settled.
 */
export class CurrentRules {
  readonly #desired: () => DesiredState | null;
  #settled: AccessRules = DEFAULT_ACCESS;

  constructor(desired: () => DesiredState | null) {
    this.#desired = desired;
  }

  now(): AccessRules {
    const desired = this.#desired();
    if (desired === null) return this.#settled;
    const { access, unsettled } = desired;
    const isSettled = unsettled === null || unsettled.untilMs <= steadyNow();
    if (isSettled || !(unsettled.isForAll || opens(access, this.#settled))) this.#settled = access;
    return this.#settled;
  }
}

/** Whether something that was guarded is for everybody now. */
function opens(next: AccessRules, before: AccessRules): boolean {
  return [hasToken, hasLogin, hasReaders, hasKeys].some((has) => has(before) && !has(next));
}

function hasToken({ token }: AccessRules): boolean {
  return token !== null;
}

function hasLogin({ users }: AccessRules): boolean {
  return [...users.values()].some(({ role }) => role !== null);
}

function hasReaders({ users }: AccessRules): boolean {
  return [...users.values()].some(({ read }) => read.length > 0);
}

function hasKeys({ ingestKeys }: AccessRules): boolean {
  return ingestKeys !== null;
}
