import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { formatDigestHash, passwordDigests } from '../util/digest-hash.js';
import { hashPassword } from '../util/password-hash.js';
import type { CommonOptions } from './options.js';
import { printProblem } from './terminal.js';

/**
 * `hash-password`: asks for a password, or reads it from standard input, and prints its hash for `users`; with `--digest NAME` the one by
 * which that user is known over RTSP.
 */
export async function showPasswordHash({ format, digest }: HashOptions): Promise<number> {
  const password = process.stdin.isTTY ? await askTwice() : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password === null) {
    printProblem('The two differ.', 'Try again.');
    return 1;
  }
  if (password.length < MIN_LENGTH) {
    printProblem(`A password has at least ${MIN_LENGTH} characters.`, 'Take a longer one.');
    return 1;
  }
  const hash =
    digest === undefined ? await hashPassword(password) : formatDigestHash(passwordDigests(digest, password));
  process.stdout.write(`${format === 'json' ? JSON.stringify({ hash }) : hash}\n`);
  return 0;
}

export interface HashOptions extends CommonOptions {
  /** Name of the user. */
  readonly digest?: string;
}

const MIN_LENGTH = 8;

/** Null when the answers differ. What is typed is not shown. */
async function askTwice(): Promise<string | null> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const ask = (question: string): Promise<string> => {
    process.stderr.write(question);
    return new Promise((resolve) => {
      terminal.question('', (answer) => {
        process.stderr.write('\n');
        resolve(answer);
      });
      terminal.once('close', () => resolve(''));
    });
  };
  const first = await ask('Password: ');
  const second = await ask('Once more: ');
  terminal.close();
  return first === second ? first : null;
}
