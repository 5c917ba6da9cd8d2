/** Why the program cannot start, and what to do about it: one sentence each. */
export class StartError extends Error {
  readonly remedy: string;

  constructor(problem: string, remedy: string, cause?: unknown) {
    super(problem, { cause });
    this.name = 'StartError';
    this.remedy = remedy;
  }
}
