import { type AccessRules, DEFAULT_ACCESS } from '../../state/access.js';
import type { DesiredState } from '../../state/desired-state.js';
import { steadyNow } from '../../util/clock.js';

/** What the live configuration says of access. While that may be half of a file, what was said before holds: no half opens anything. */
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
    const isDoubtful = unsettled?.isForAll === true && unsettled.untilMs > steadyNow();
    if (!isDoubtful) this.#settled = access;
    return this.#settled;
  }
}
