import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import type { Reason } from '../state/conditions.js';
import type { RouterStatus } from '../status/router-status.js';
import { findFiles } from './load-configuration.js';
import { type RemoteOptions, routerOf } from './options.js';
import { colours, printProblem } from './terminal.js';

/**
 * `wait`: until the live content is that of the file and all enabled streams run. Exit code 0 when that is so, 3 when
 * the time is over, 1 when it cannot come to be: the file is missing, or the router finds it invalid.
 */
export async function wait(options: WaitOptions): Promise<number> {
  const { files, problems, hash } = findFiles(options.config);
  const [unreadable] = problems;
  if (files.length === 0 && unreadable !== undefined) {
    const { message, remedy } = unreadable;
    printProblem(`${options.config}: ${message}`, remedy);
    return 1;
  }
  const deadlineMs = Date.now() + options.timeout;
  for (;;) {
    const status = await fetchRouterStatus(routerOf(options));
    const progress = progressOf(status, hash);
    if (progress.done || progress.invalid || Date.now() >= deadlineMs) return report(options, progress);
    await delay(Math.min(POLL_MS, Math.max(1, deadlineMs - Date.now())));
  }
}

export interface WaitOptions extends RemoteOptions {
  /** Milliseconds. */
  readonly timeout: number;
}

interface Progress {
  readonly done: boolean;
  /** The router has seen this very content and refuses it. */
  readonly invalid: boolean;
  readonly live: boolean;
  /** Enabled streams that do not run, with the reason. */
  readonly waitingFor: readonly string[];
  readonly routerFound: boolean;
}

const POLL_MS = 200;
/** Of streams that run, and not yet as the file says. */
const CHANGE_REASONS: ReadonlySet<Reason> = new Set(['ChangeWaits', 'TakeoverWaits']);

function progressOf(status: RouterStatus | null, hash: string): Progress {
  if (status === null)
    return { done: false, invalid: false, live: false, waitingFor: [], routerFound: false };
  const { liveHash, problem } = status.configuration;
  const live = liveHash === hash && problem === null;
  const waitingFor = status.streams
    .filter(
      ({ phase, reason }) => phase !== 'disabled' && (phase !== 'running' || CHANGE_REASONS.has(reason)),
    )
    .map(({ name, reason }) => `${name} (${reason})`);
  const done = live && waitingFor.length === 0;
  return { done, invalid: problem?.hash === hash, live, waitingFor, routerFound: true };
}

function report(options: WaitOptions, progress: Progress): number {
  const { done, invalid, waitingFor } = progress;
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(progress, null, 2)}\n`);
  else if (done)
    process.stdout.write(
      `${colours(process.stdout).good('✓')} ${options.config} is live and all enabled streams run.\n`,
    );
  else if (invalid)
    printProblem(
      `${options.config} is invalid, and what was valid before stays live.`,
      'See "kazstreamlink validate".',
    );
  else {
    const what =
      waitingFor.length > 0 ? `Not running: ${waitingFor.join(', ')}.` : notLive(progress, options);
    printProblem(`The time is over (${options.timeout / 1000} s). ${what}`, 'See "kazstreamlink status".');
  }
  if (done) return 0;
  return invalid ? 1 : 3;
}

function notLive({ routerFound }: Progress, { config }: WaitOptions): string {
  return routerFound ? `The content of ${config} is not live.` : `No router runs for ${config}.`;
}
