import type { PathSnapshot } from '../../state/control-protocol.js';
import { limits } from './limits.js';
import { Path, type PathPublisher } from './path.js';

/** The paths that have a publisher. */
export class PathRegistry {
  readonly #onChange: () => void;
  readonly #paths = new Map<string, Path>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Sorted by path. */
  snapshot(): PathSnapshot[] {
    return [...this.#paths.values()]
      .map((path) => path.snapshot())
      .filter((path) => path !== undefined)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  all(): Iterable<Path> {
    return this.#paths.values();
  }

  find(name: string): Path | undefined {
    return this.#paths.get(name);
  }

  /**
   * Opens the path for this publisher. Undefined when it is taken. A publisher that has fallen silent gives way:
   * an encoder that lost its link comes back from another port long before the old connection is seen to be dead.
   */
  publish(name: string, publisher: PathPublisher): Path | undefined {
    const present = this.#paths.get(name);
    if (present !== undefined) {
      if (present.publisher.silentMs() < limits.publisherYieldMs) return undefined;
      present.publisher.replaced();
    }
    const path = new Path(name, publisher, this.#onChange);
    this.#paths.set(name, path);
    return path;
  }

  /** Ends the path and its players; nothing when it has ended before. */
  unpublish(path: Path): void {
    if (this.#paths.get(path.name) !== path) return;
    const listed = path.snapshot() !== undefined;
    this.#paths.delete(path.name);
    path.end();
    if (listed) this.#onChange();
  }
}
