import { setTimeout as delay } from 'node:timers/promises';
import { fetchRouterStatus } from '../api/client.js';
import { LISTENER_NAMES } from '../state/desired-state.js';
import type { RouterStatus } from '../status/router-status.js';
import type { StreamStatus } from '../status/stream-status.js';
import { age } from './amounts.js';
import { guardText } from './guard-text.js';
import { isLeaving } from './is-leaving.js';
import {
  isNothingSelected,
  NOTHING_SELECTED,
  type RemoteOptions,
  routerOf,
  type SelectingOptions,
  selected,
} from './options.js';
import { streamColumns } from './stream-columns.js';
import { type Colours, colours, printProblem } from './terminal.js';

/** `status`, once or (`--watch`) every second until Ctrl-C. */
export async function showStatus(options: StatusOptions): Promise<number> {
  if (!options.watch) return showOnce(options);
  for (;;) {
    if (process.stdout.isTTY) process.stdout.write('\x1b[H\x1b[2J');
    await showOnce(options);
    await delay(1_000);
  }
}

export interface StatusOptions extends RemoteOptions, SelectingOptions {
  readonly watch: boolean;
  /** With what passes through the embedded RTSP server. */
  readonly wide: boolean;
}

/** Exit code 0 when all enabled streams run, 3 when not all do, 1 when there is no router. */
async function showOnce(options: StatusOptions): Promise<number> {
  const whole = await fetchRouterStatus(routerOf(options));
  if (whole === null) {
    printProblem(
      `No router runs for ${options.url ?? options.config}.`,
      'Start one with "kazstreamlink run", or name its file with --config, its folder with --state-dir.',
    );
    return 1;
  }
  const streams = selected(whole.streams, options);
  const status = { ...whole, streams };
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
  else process.stdout.write(`${renderStatus(status, colours(process.stdout), Date.now(), options.wide)}\n`);
  const enabled = streams.filter((stream) => stream.phase !== 'disabled' && !isLeaving(stream));
  const { problem, held } = status.configuration;
  if (isNothingSelected(whole, options)) {
    printProblem(NOTHING_SELECTED.problem, NOTHING_SELECTED.remedy);
    return 1;
  }
  const isGood = problem === null && held === null && enabled.every(({ reason }) => reason === 'Running');
  return isGood ? 0 : 3;
}

function renderStatus(status: RouterStatus, paint: Colours, nowMs: number, wide: boolean): string {
  return [
    ...renderConfiguration(status, paint),
    ...renderListeners(status, paint),
    ...renderPatterns(status, paint),
    '',
    ...renderStreams(status, paint, nowMs, wide),
  ].join('\n');
}

function renderConfiguration({ configuration }: RouterStatus, { strong, error, warn }: Colours): string[] {
  const { file, files, liveHash, revision, generation, liveSource, warning, held, problem } = configuration;
  const several = files.length > 1 ? `${files.length} files, ` : '';
  const from = revision === null ? '' : `, revision ${revision.slice(0, 12)}`;
  const live =
    liveHash === null ? 'nothing is live yet' : `${several}generation ${generation}, ${liveHash}${from}`;
  const lines = [`${strong(file)}  ${live}`];
  if (warning !== null) lines.push(warn(warning));
  if (held !== null)
    lines.push(
      error(`The file is held back since ${held.since}; what was live stays live. ${guardText(held)}`),
      error('→ "kazstreamlink approve" lets it pass; or change the file again.'),
    );
  if (problem !== null) {
    const instead =
      liveSource === 'file' ? 'what was valid before stays live' : 'the last good content is live instead';
    lines.push(
      error(
        `${files.length > 1 ? 'The configuration' : 'The file'} is invalid since ${problem.since}; ${instead}. See "kazstreamlink validate".`,
      ),
    );
  }
  return lines;
}

function renderListeners({ listeners }: RouterStatus, { error, faint, warn }: Colours): string[] {
  // Those over TLS are off where the file does not name them: nobody misses them.
  const shown = LISTENER_NAMES.filter(
    (name) => !/ps$/.test(name) || (listeners[name]?.phase ?? 'off') !== 'off',
  );
  return shown.map((name) => {
    const { phase, address, isTls, problem, warning, needsKey } = listeners[name];
    const scheme = name === 'http' && isTls ? 'https' : name;
    const where = address === null ? phase : `${scheme}://${address}`;
    const told = [
      ...(needsKey && address !== null ? [faint('(pushing needs a stream key)')] : []),
      ...(problem === null ? [] : [error(problem)]),
      ...(warning == null ? [] : [warn(warning)]),
    ];
    return [`${faint(name.padEnd(5))}  ${where}`, ...told].join('  ');
  });
}

function renderPatterns({ configuration, streams }: RouterStatus, { faint, error }: Colours): string[] {
  return configuration.patterns.flatMap(({ name, source, path, refused }) => {
    const count = streams.filter(({ pattern }) => pattern === name).length;
    const now = count === 1 ? '1 stream' : `${count} streams`;
    return [
      `${faint('pattern')}  ${name}  ${source} → ${path}  ${now} now`,
      ...refused.flatMap(({ message, remedy }) => [error(`  ${message}.`), error(`  → ${remedy}`)]),
    ];
  });
}

function renderStreams({ streams }: RouterStatus, paint: Colours, nowMs: number, wide: boolean): string[] {
  if (streams.length === 0) return ['No streams.'];
  const columns = streamColumns(wide);
  const rows = streams.map((stream) => columns.map(({ cell }) => cell(stream, nowMs)));
  const header = columns.map(({ title }) => title);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    paint.faint(line(header)),
    ...streams.flatMap((stream, index) => [
      phaseColour(stream, paint)(line(rows[index] ?? [])),
      ...explain(stream, nowMs).map((text) => `  ${text}`),
    ]),
  ];
}

function explain(stream: StreamStatus, nowMs: number): string[] {
  const outdated = stream.outdated
    ? ['runs with the arguments of an older router; "kazstreamlink restart --outdated" renews it']
    : [];
  return [...explainReason(stream, nowMs), ...explainSources(stream, nowMs), ...outdated];
}

/** Where there are several and the first is not in use: which one is, and what is known of those before it. */
function explainSources({ source, sources, phase }: StreamStatus, nowMs: number): string[] {
  const inUse = sources.findIndex(({ state }) => state === 'in use');
  if (phase === 'disabled' || inUse < 1) return [];
  const before = sources.slice(0, inUse).map(({ source: other, state, reason, since }) => {
    const forHowLong = since === null ? '' : ` for ${age(nowMs - Date.parse(since))}`;
    return `${other} is ${state === 'ready' ? 'well' : state}${forHowLong}${reason === null ? '' : ` (${reason})`}`;
  });
  return [`from ${source}: ${before.join(', ')}`];
}

function explainReason(stream: StreamStatus, nowMs: number): string[] {
  if (stream.reason === 'Running' || stream.phase === 'disabled') return [];
  const next = nextTry(stream, nowMs);
  const push =
    stream.reason === 'WaitingForPublisher' && stream.pushUrl !== null ? ` Push to ${stream.pushUrl}` : '';
  const remedy = push !== '' ? push.trim() : stream.remedy;
  return [`${stream.reason}: ${stream.message}${next}`, ...(remedy === '' ? [] : [`→ ${remedy}`])];
}

/** Without a time it is watched by connecting to it; what is merely pending waits for something else. */
function nextTry({ phase, nextTry: at }: StreamStatus, nowMs: number): string {
  if (at !== null) return ` Next try in ${age(Math.max(0, Date.parse(at) - nowMs))}.`;
  return phase === 'backoff' || phase === 'failed' ? ' It is watched, and tried as soon as it is back.' : '';
}

function phaseColour({ phase }: StreamStatus, paint: Colours): (text: string) => string {
  switch (phase) {
    case 'running':
      return paint.good;
    case 'disabled':
      return paint.faint;
    case 'backoff':
    case 'failed':
    case 'stalled':
      return paint.error;
    case 'pending':
    case 'starting':
    case 'stopping':
      return paint.warn;
  }
}
