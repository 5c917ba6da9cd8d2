import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import { nearest } from '../config/nearest.js';
import type { StreamRun } from '../state/stream-run.js';
import type { RouterStatus } from '../status/router-status.js';
import { loadConfiguration } from './load-configuration.js';
import { type AnswerAboutLog, askForLog } from './log-source.js';
import { type RemoteOptions, routerOf } from './options.js';
import { renderEvent } from './render-run.js';
import { eventAsJson, RunEvents } from './run-events.js';
import { colours, printProblem } from './terminal.js';

/** `logs`: the current run of a stream, the one before or all, and with `--follow` what comes. Exit code 1: no such stream. */
export async function showLogs(name: string, options: LogsOptions): Promise<number> {
  const answer = await askForLog(options, name, null);
  if (answer.by === 'nobody' && !options.follow) {
    printProblem(`There is no router at ${options.url}.`, 'Check the address, and that the router runs.');
    return 1;
  }
  const status = answer.by === 'router' ? await fetchRouterStatus(routerOf(options)) : null;
  if (answer.by !== 'nobody' && answer.log === null) {
    printUnknown(name, status?.streams.map((stream) => stream.name) ?? namesInFile(options));
    return 1;
  }
  notice(answer.by, null, options);
  const log = answer.by === 'nobody' ? null : answer.log;
  const runs = log?.runs ?? [];
  if (log !== null && runs.length === 0) printNothingYet(name, status);
  const printed = new RunEvents();
  const wanted = selected(runs, options);
  if (options.format === 'json' && !options.follow)
    process.stdout.write(`${JSON.stringify({ name, runs: wanted }, null, 2)}\n`);
  else
    for (const run of wanted) {
      printRuns([run], printed, options);
      if (!options.follow) printWithoutEnd(run, run === runs.at(-1) && answer.by === 'router');
    }
  if (options.follow) return follow(name, options, { after: log?.cursor ?? null, by: answer.by, printed });
  if (options.previous && wanted.length === 0 && runs.length > 0)
    printProblem(
      `No run of "${name}" before the current one is kept.`,
      'Without --previous the current one is shown.',
    );
  return 0;
}

export interface LogsOptions extends RemoteOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly all: boolean;
}

interface Following {
  readonly after: string | null;
  readonly by: AnswerAboutLog['by'];
  readonly printed: RunEvents;
}

/** Until Ctrl-C, through restarts of the stream and of the router: the files outlive both, and so does the cursor. */
async function follow(name: string, options: LogsOptions, from: Following): Promise<never> {
  let { after, by } = from;
  let failures = 0;
  for (;;) {
    await delay(FOLLOW_EVERY_MS);
    const answer = await askForLog(options, name, after).catch(() => null);
    // A router that is just ending may cut its answer short, which is nothing to tell.
    failures = answer === null ? failures + 1 : 0;
    if (answer === null && failures < TOLD_FAILURES) continue;
    const now = answer?.by ?? 'nobody';
    notice(now, by, options);
    by = now;
    if (answer === null || answer.by === 'nobody' || answer.log === null) continue;
    printRuns(answer.log.runs, from.printed, options);
    after = answer.log.cursor;
  }
}

const FOLLOW_EVERY_MS = 500;
const TOLD_FAILURES = 4;

function selected(runs: readonly StreamRun[], { previous, all }: LogsOptions): readonly StreamRun[] {
  if (all) return runs;
  return previous ? runs.slice(-2, -1) : runs.slice(-1);
}

function printRuns(runs: readonly StreamRun[], printed: RunEvents, { format }: LogsOptions): void {
  const paint = colours(process.stdout);
  for (const event of runs.flatMap((run) => printed.next(run))) {
    const text = format === 'json' ? eventAsJson(event) : renderEvent(event, paint, Date.now());
    if (text !== null) process.stdout.write(`${text}\n`);
  }
}

/** A run of which no end is kept goes on, or the router did not live to see its end. */
function printWithoutEnd({ end, pid }: StreamRun, mayRun: boolean): void {
  if (end !== null || pid === null || mayRun) return;
  process.stdout.write(
    `${colours(process.stdout).faint('its end was not seen: the router ended before it')}\n`,
  );
}

/** Says once who answers, when it is not the router or was not before. */
function notice(by: AnswerAboutLog['by'], before: AnswerAboutLog['by'] | null, options: LogsOptions): void {
  if (by === before || (by === 'router' && before === null)) return;
  const { faint } = colours(process.stderr);
  process.stderr.write(`${faint(noticeText(by, before, options))}\n`);
}

function noticeText(
  by: AnswerAboutLog['by'],
  before: AnswerAboutLog['by'] | null,
  { follow: isFollowing, url, config }: LogsOptions,
): string {
  if (by === 'router') return 'The router is back.';
  if (by === 'nobody') return `No router answers at ${url ?? config}; waiting for it.`;
  if (before !== null) return 'The router is gone; waiting for it.';
  const waiting = isFollowing ? ' Waiting for one.' : '';
  return `No router runs for ${config}; these are the last lines that it kept.${waiting}`;
}

function printUnknown(name: string, names: readonly string[]): void {
  const meant = nearest(name, names);
  const known = names.length === 0 ? 'There are no streams.' : `Known: ${names.slice(0, 10).join(', ')}.`;
  printProblem(`There is no stream "${name}".`, meant === undefined ? known : `Did you mean "${meant}"?`);
}

function namesInFile({ config }: LogsOptions): string[] {
  return [...(loadConfiguration(config).desired?.streams.keys() ?? [])];
}

function printNothingYet(name: string, status: RouterStatus | null): void {
  const stream = status?.streams.find((candidate) => candidate.name === name);
  const why = stream === undefined ? '' : ` ${stream.reason}: ${stream.message}`;
  process.stderr.write(`Nothing was started for "${name}" yet.${why}\n`);
  if (stream !== undefined && stream.remedy !== '') process.stderr.write(`  → ${stream.remedy}\n`);
}
