import { createInterface } from 'node:readline/promises';

/** What is still missing and can be asked for. */
export interface Question {
  readonly text: string;
  readonly example: string;
  /** What is wrong with an answer, in a sentence; undefined when nothing is. */
  readonly objection: (answer: string) => string | undefined;
}

/** True when somebody sits there to answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks each question until there is an answer to which nothing is objected. Questions go to standard error, since standard output
 * may be read by a program. Undefined when the person gives up (Ctrl-C, Ctrl-D).
 */
export async function ask(questions: readonly Question[]): Promise<string[] | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const givenUp = new Promise<undefined>((resolve) => {
    terminal.once('close', () => resolve(undefined));
  });
  const answers: string[] = [];
  try {
    for (const question of questions) {
      for (;;) {
        const asked = terminal.question(`${question.text}\n  such as ${question.example}: `);
        const answer = (await Promise.race([asked, givenUp]))?.trim();
        if (answer === undefined) return undefined;
        const objection =
          answer === '' ? 'An answer is needed; Ctrl-C gives up.' : question.objection(answer);
        if (objection === undefined) {
          answers.push(answer);
          break;
        }
        process.stderr.write(`  ${objection}\n`);
      }
    }
    return answers;
  } finally {
    terminal.close();
  }
}
