import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus, postRestart } from '../api/client.js';
import { nearest } from '../config/nearest.js';
import type { StreamStatus } from '../status/stream-status.js';
import {
  type CommonOptions,
  isNothingSelected,
  NOTHING_SELECTED,
  routerOf,
  type SelectingOptions,
} from './options.js';
import { printProblem } from './terminal.js';

/**
 * `restart NAME…`, `restart -l site=north` for all that were started and have that label, or `restart --outdated` for all that an
 * older router started: one stream after the other, each when the one
 * before runs again. Exit code 0 when all do, 3 when one does not come back in time, 1 for a name that is not there.
 */
export async function restart(names: readonly string[], options: RestartOptions): Promise<number> {
  const router = routerOf(options);
  const status = await fetchRouterStatus(router);
  if (status === null) {
    printProblem(`No router runs for ${options.config}.`, 'Start one with "kazstreamlink run".');
    return 1;
  }
  const known = status.streams.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const meant = nearest(unknown, known);
    const remedy = meant === undefined ? 'See "kazstreamlink status".' : `Did you mean "${meant}"?`;
    printProblem(`There is no stream "${unknown}".`, remedy);
    return 1;
  }
  const { outdated: isForOutdated, selector } = options;
  if (names.length === 0 && !isForOutdated && selector === undefined) {
    printProblem('No stream is named.', 'Name streams, or give --outdated or --selector.');
    return 1;
  }
  const idle = status.streams.find(({ name, since }) => names.includes(name) && since === null);
  if (idle !== undefined && !isForOutdated) {
    printProblem(`Nothing was started for "${idle.name}" yet: ${idle.reason}.`, idle.remedy);
    return 1;
  }
  const chosen = status.streams.filter(
    ({ name, labels, outdated, since, phase }) =>
      (names.length === 0 || names.includes(name)) &&
      (outdated || !isForOutdated) &&
      (selector === undefined || (selector(labels) && since !== null && phase !== 'disabled')),
  );
  if (isNothingSelected(status, options)) {
    printProblem(NOTHING_SELECTED.problem, NOTHING_SELECTED.remedy);
    return 1;
  }
  const restarted: string[] = [];
  for (const stream of chosen) {
    await postRestart(router, stream.name);
    if (!(await runsAgain(options, stream))) {
      printProblem(
        `"${stream.name}" does not run again after ${options.timeout / 1_000} s; ${chosen.length - restarted.length - 1} more were not touched.`,
        `See "kazstreamlink logs ${stream.name}".`,
      );
      return 3;
    }
    restarted.push(stream.name);
    if (options.format === 'text') process.stdout.write(`${stream.name}: restarted\n`);
  }
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ restarted })}\n`);
  else if (restarted.length === 0) process.stdout.write('Nothing to restart.\n');
  return 0;
}

export interface RestartOptions extends CommonOptions, SelectingOptions {
  readonly outdated: boolean;
  /** Milliseconds that each stream has to run again. */
  readonly timeout: number;
}

async function runsAgain(options: RestartOptions, { name, pid }: StreamStatus): Promise<boolean> {
  const deadlineMs = Date.now() + options.timeout;
  while (Date.now() < deadlineMs) {
    const status = await fetchRouterStatus(routerOf(options));
    const now = status?.streams.find((stream) => stream.name === name);
    if (now?.phase === 'running' && now.pid !== pid) return true;
    await delay(POLL_MS);
  }
  return false;
}

const POLL_MS = 100;
