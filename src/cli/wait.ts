import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import { contentHash } from '../config/configuration-state.js';
import { readFileContent } from '../config/read-file.js';
import { unreadableFile } from '../config/unreadable-file.js';
import type { Reason } from '../state/conditions.js';
import type { RouterStatus } from '../status/router-status.js';
import { type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { colours, printProblem } from './terminal.js';

/**
 * `wait`: until the live content is that of the file and all enabled streams run. Exit code 0 when that is so, 3 when
 * the time is over, 1 when it cannot come to be: the file is missing, the router finds it invalid, or no stream has the labels.
 */
export async function wait(options: WaitOptions): Promise<number> {
  const content = readFileContent(options.config);
  if (!content.ok) {
    const { message, remedy } = unreadableFile(options.config, content.code);
    printProblem(`${options.config}: ${message}`, remedy);
    return 1;
  }
  const hash = contentHash(content.text);
  const deadlineMs = Date.now() + options.timeout;
  for (;;) {
    const status = await fetchRouterStatus(routerOf(options));
    const progress = progressOf(status, hash, options);
    if (progress.done || progress.invalid || progress.nothingSelected || Date.now() >= deadlineMs)
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
      ...{ waitingFor: [], routerFound: false },
    };
  const { liveHash, problem } = status.configuration;
  const live = liveHash === hash && problem === null;
  const streams = status.streams.filter(({ labels }) => selector?.(labels) ?? true);
  const nothingSelected = live && selector !== undefined && streams.length === 0;
  const waitingFor = streams
    .filter(
      ({ phase, reason }) => phase !== 'disabled' && (phase !== 'running' || CHANGE_REASONS.has(reason)),
    )
    .map(({ name, reason }) => `${name} (${reason})`);
  const done = live && waitingFor.length === 0 && !nothingSelected;
  const invalid = problem?.hash === hash;
  return { done, invalid, live, nothingSelected, waitingFor, routerFound: true };
}

function report(options: WaitOptions, progress: Progress): number {
  const { done, invalid, nothingSelected, waitingFor } = progress;
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
  else if (nothingSelected)
    printProblem('No stream has these labels.', 'See "kazstreamlink status --format json".');
  else {
    const what =
      waitingFor.length > 0 ? `Not running: ${waitingFor.join(', ')}.` : notLive(progress, options);
    printProblem(`The time is over (${options.timeout / 1000} s). ${what}`, 'See "kazstreamlink status".');
  }
  if (done) return 0;
  return invalid || nothingSelected ? 1 : 3;
}

function notLive({ routerFound }: Progress, { config }: WaitOptions): string {
  return routerFound ? `The content of ${config} is not live.` : `No router runs for ${config}.`;
}
