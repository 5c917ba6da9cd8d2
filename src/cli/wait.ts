import { setTimeout as delay } from 'node:timers/promises';
import { AnswerError, fetchRouterStatus } from '../api/client.js';
import { HELD_REMEDY } from '../config/held-change.js';
import { NOTHING_SELECTED, type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { hashOfConfiguration } from './show-hash.js';
import { colours, printProblem } from './terminal.js';
import { type WaitProgress, waitProgress } from './wait-progress.js';

/**
 * `wait`: until the live content is that of the file, or has the hash that was given, and all enabled streams run. Exit code 0 when
 * that is so, 3 when the time is over, 1 when it cannot come to be: the file is missing, the router finds it invalid or holds it back, or
 * no stream has the labels.
 */
export async function wait(options: WaitOptions): Promise<number> {
  const hash = options.forHash ?? hashOfConfiguration(options.config);
  if (hash === null) return 1;
  const deadlineMs = Date.now() + options.timeout;
  for (;;) {
    const progress = await lookAt(options, hash);
    const { done, invalid, held, nothingSelected } = progress;
    if (done || invalid || held !== null || nothingSelected || Date.now() >= deadlineMs)
      return report(options, progress);
    await delay(Math.min(POLL_MS, Math.max(1, deadlineMs - Date.now())));
  }
}

export interface WaitOptions extends RemoteOptions, SelectingOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Of the content to wait for, in place of that of the file. */
  readonly forHash?: string;
}

const POLL_MS = 200;

/** A router that is being rolled out itself may be unreachable for a while, or be behind a proxy that says so. */
async function lookAt(options: WaitOptions, hash: string): Promise<WaitProgress> {
  try {
    return waitProgress(await fetchRouterStatus(routerOf(options)), hash, options);
  } catch (error) {
    if (!mayPass(error)) throw error;
    return {
      ...waitProgress(null, hash, options),
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof AnswerError) return error.statusCode >= 500;
  const { code, message } = error as NodeJS.ErrnoException;
  return PASSING_ERRORS.has(code ?? '') || message === 'the router does not answer';
}

const PASSING_ERRORS: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT'],
]);

function report(options: WaitOptions, progress: WaitProgress): number {
  const { done, invalid, live, held, nothingSelected, waitingFor } = progress;
  const content = options.forHash === undefined ? options.config : `The content ${options.forHash}`;
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(progress, null, 2)}\n`);
  else if (done)
    process.stdout.write(
      `${colours(process.stdout).good('✓')} ${content} is live and all enabled streams${options.selector === undefined ? '' : ' of these labels'} run.\n`,
    );
  else if (invalid)
    printProblem(
      `${content} is invalid, and what was valid before stays live.`,
      'See "kazstreamlink validate".',
    );
  else if (held !== null)
    printProblem(`${content} is held back, and what was live before stays live. ${held}`, HELD_REMEDY);
  else if (nothingSelected) printProblem(NOTHING_SELECTED.problem, NOTHING_SELECTED.remedy);
  else {
    const what =
      live && waitingFor.length > 0 ? `Not running: ${waitingFor.join(', ')}.` : notLive(progress, options);
    printProblem(`The time is over (${options.timeout / 1000} s). ${what}`, 'See "kazstreamlink status".');
  }
  if (done) return 0;
  return invalid || held !== null || nothingSelected ? 1 : 3;
}

function notLive(
  { routerFound, liveHash, hash, problem }: WaitProgress,
  { config, url }: WaitOptions,
): string {
  if (!routerFound) return `No router runs for ${url ?? config}${problem === null ? '' : ` (${problem})`}.`;
  return `The content ${hash} is not live${liveHash === null ? '' : `: that is ${liveHash}`}.`;
}
