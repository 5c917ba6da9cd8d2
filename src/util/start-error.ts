/** Why the program cannot start, and what to do about it: one sentence each. */
export class StartError extends Error {
  readonly remedy: string;

  constructor(problem: string, remedy: string, cause?: unknown) {
    super(problem, { cause });
    this.name = 'StartError';
    this.remedy = remedy;
  }
}

/** Problem and remedy for a second router on one state folder; `pid` of the first, where it is known. */
export function alreadyRuns(pid: number | null): [problem: string, remedy: string] {
  return [
    `A router${pid === null ? '' : ` (pid ${pid})`} already runs for this configuration.`,
    'End that one first, or give this one a state folder of its own with --state-dir.',
  ];
}
