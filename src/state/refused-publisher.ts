/** Who publishes at the ingest where a pattern fits, and becomes no stream since another one has its name or its path. */
export interface RefusedPublisher {
  /** Where it publishes, without a slash before it. */
  readonly ingestPath: string;
  /** Name of the pattern. */
  readonly pattern: string;
  /** Those of the stream that it would be. */
  readonly name: string;
  readonly path: string;
  readonly taken: 'name' | 'path';
  /** Name of the stream that has it. */
  readonly takenBy: string;
}

/** The same in a sentence, and what to do. */
export function describeRefusal({ ingestPath, pattern, name, path, taken, takenBy }: RefusedPublisher): {
  readonly message: string;
  readonly remedy: string;
} {
  const why =
    taken === 'name'
      ? `there is another one with the name "${name}"`
      : `its path "${path}" is that of "${takenBy}"`;
  return {
    message: `Whoever pushes to ${ingestPath} becomes no stream: ${why}`,
    remedy: `Push it to another path, or change the pattern "${pattern}" in the file.`,
  };
}
