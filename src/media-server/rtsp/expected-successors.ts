import { type ExpectedSuccessor, SUCCESSOR_PARAMETER } from '../../state/control-protocol.js';
import type { RequestUrl } from './request-url.js';

/** Who may publish at a path that has a publisher, to take it over: as the router says, and once each. */
export class ExpectedSuccessors {
  #byPath: ReadonlyMap<string, ExpectedSuccessor> = new Map();
  readonly #claimed = new Set<string>();

  /** All there are from now on. */
  replace(expected: Readonly<Record<string, ExpectedSuccessor>>): void {
    this.#byPath = new Map(Object.entries(expected));
    const ids = new Set([...this.#byPath.values()].map(({ id }) => id));
    for (const id of this.#claimed) if (!ids.has(id)) this.#claimed.delete(id);
  }

  /** By the URL of the ANNOUNCE; undefined for anybody else. */
  find(path: string, url: RequestUrl): string | undefined {
    const expected = this.#byPath.get(path);
    if (expected === undefined || this.#claimed.has(expected.id)) return undefined;
    const token = new URLSearchParams(url.rawQuery ?? '').get(SUCCESSOR_PARAMETER);
    return token === expected.token ? expected.id : undefined;
  }

  /** The same, and nobody else can be it from now on. */
  claim(path: string, url: RequestUrl): string | undefined {
    const id = this.find(path, url);
    if (id !== undefined) this.#claimed.add(id);
    return id;
  }

  /** Whether the one that was claimed as such may still take over. */
  includes(path: string, id: string): boolean {
    return this.#byPath.get(path)?.id === id;
  }
}
