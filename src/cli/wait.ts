import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import type { Reason } from '../state/conditions.js';
import type { RouterStatus } from '../status/router-status.js';
import { guardText } from './guard-text.js';
import { findFiles } from './load-configuration.js';
import { type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { colours, printProblem } from './terminal.js';

/**
 * `wait`: until the live content is that of the file and all enabled streams run. Exit code 0 when that is so, 3 when
 * the time is over, 1 when it cannot come to be: the file is missing, the router finds it invalid or holds it back, or no stream has the labels.
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
    const progress = progressOf(status, hash, options);
    if (
      progress.done ||
      progress.invalid ||
      progress.held !== null ||
      progress.nothingSelected ||
      Date.now() >= deadlineMs
    )
      return report(options, progress);
    await delay(Math.min(POLL_MS, Math.max(1, deadlineMs - Date.now())));
  }
}

export interface WaitOptions extends RemoteOptions, SelectingOptions {
  /** Milliseconds. */
  readonly timeout: number;
}

interface Progress {
  readonly done: boolean;
  /** The router has seen this very content and refuses it. */
  readonly invalid: boolean;
  readonly live: boolean;
  /** The router holds this very content back, and what it says of it. */
  readonly held: string | null;
  /** No stream of the live content has the labels that were asked for: they may be misspelt. */
  readonly nothingSelected: boolean;
  /** Enabled streams that do not run, with the reason. */
  readonly waitingFor: readonly string[];
  readonly routerFound: boolean;
}

const POLL_MS = 200;
/** Of streams that run, and not yet as the file says. */
const CHANGE_REASONS: ReadonlySet<Reason> = new Set(['ChangeWaits', 'TakeoverWaits']);

function progressOf(status: RouterStatus | null, hash: string, { selector }: SelectingOptions): Progress {
  if (status === null)
    return {
      ...{ done: false, invalid: false, live: false, nothingSelected: false },
      ...{ held: null, waitingFor: [], routerFound: false },
    };
  const { liveHash, problem, held: heldBack } = status.configuration;
  const held = heldBack?.hash === hash ? guardText(heldBack) : null;
  const live = liveHash === hash && problem === null && heldBack === null;
  const streams = status.streams.filter(({ labels }) => selector?.(labels) ?? true);
  const nothingSelected = live && selector !== undefined && streams.length === 0;
  const waitingFor = streams
    .filter(
      ({ phase, reason }) => phase !== 'disabled' && (phase !== 'running' || CHANGE_REASONS.has(reason)),
    )
    .map(({ name, reason }) => `${name} (${reason})`);
  const done = live && waitingFor.length === 0 && !nothingSelected;
  const invalid = problem?.hash === hash;
  return { done, invalid, live, held, nothingSelected, waitingFor, routerFound: true };
}

function report(options: WaitOptions, progress: Progress): number {
  const { done, invalid, held, nothingSelected, waitingFor } = progress;
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(progress, null, 2)}\n`);
  else if (done)
    process.stdout.write(
      `${colours(process.stdout).good('✓')} ${options.config} is live and all enabled streams${options.selector === undefined ? '' : ' of these labels'} run.\n`,
    );
  else if (invalid)
    printProblem(
      `${options.config} is invalid, and what was valid before stays live.`,
      'See "kazstreamlink validate".',
    );
  else if (held !== null)
    printProblem(
      `${options.config} is held back, and what was live before stays live. ${held}`,
      'Check it, then "kazstreamlink approve"; or change the file again.',
    );
  else if (nothingSelected)
    printProblem('No stream has these labels.', 'See "kazstreamlink status --format json".');
  else {
    const what =
      waitingFor.length > 0 ? `Not running: ${waitingFor.join(', ')}.` : notLive(progress, options);
    printProblem(`The time is over (${options.timeout / 1000} s). ${what}`, 'See "kazstreamlink status".');
  }
  if (done) return 0;
  return invalid || held !== null || nothingSelected ? 1 : 3;
}

function notLive({ routerFound }: Progress, { config }: WaitOptions): string {
  return routerFound ? `The content of ${config} is not live.` : `No router runs for ${config}.`;
}
