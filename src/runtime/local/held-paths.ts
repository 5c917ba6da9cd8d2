import type { StreamSpec } from '../../state/stream.js';

/** What the embedded RTSP server is told of its paths: whose readers it keeps, and for how long. */
export class HeldPaths {
  readonly #tell: (holdMs: Readonly<Record<string, number>>) => void;
  readonly #specs = new Map<string, StreamSpec>();

  constructor(tell: (holdMs: Readonly<Record<string, number>>) => void) {
    this.#tell = tell;
  }

  get specs(): ReadonlyMap<string, StreamSpec> {
    return this.#specs;
  }

  /** The stream is wanted, and as the specification says. */
  add(spec: StreamSpec): void {
    const before = this.#specs.get(spec.name);
    this.#specs.set(spec.name, spec);
    if (before === undefined || entryOf(before)?.join() !== entryOf(spec)?.join()) this.#tellAll();
  }

  /** The stream was removed or disabled. */
  remove(name: string): void {
    if (this.#specs.delete(name)) this.#tellAll();
  }

  #tellAll(): void {
    this.#tell(
      Object.fromEntries(
        [...this.#specs.values()].flatMap((spec) => {
          const entry = entryOf(spec);
          return entry === undefined ? [] : [entry];
        }),
      ),
    );
  }
}

function entryOf({ server, path, policy }: StreamSpec): readonly [path: string, holdMs: number] | undefined {
  return server.kind === 'embedded' ? [path, policy.holdMs ?? 0] : undefined;
}
