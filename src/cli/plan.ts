import { fetchRouterStatus } from '../api/client.js';
import { type HeldChange, heldChange } from '../config/held-change.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import { describePlan, renderPlan } from '../plan/describe-plan.js';
import { type KnownPattern, patternChanges } from '../plan/pattern-changes.js';
import { plan } from '../plan/plan.js';
import { renderPlanMarkdown } from '../plan/plan-markdown.js';
import type { DesiredState } from '../state/desired-state.js';
import type { ObservedState } from '../state/observed-state.js';
import { type StreamSpec, specHash } from '../state/stream.js';
import { withPublished } from '../state/with-published.js';
import type { RouterStatus } from '../status/router-status.js';
import { guardText } from './guard-text.js';
import { loadConfiguration, type ReferenceOptions } from './load-configuration.js';
import { observedFromBase, observedFromStatus } from './observed-from-status.js';
import {
  NOTHING_SELECTED,
  type RemoteOptions,
  routerOf,
  type SelectingOptions,
  selected,
} from './options.js';
import { colours, printProblem } from './terminal.js';

/** `plan`: what `run` would do with the file as it is now. Exit code 0: no change, 2: changes, 1: error. */
export async function showPlan(options: PlanOptions): Promise<number> {
  const { desired, diagnostics, textOf, hash } = loadConfiguration(options.config, options);
  if (desired === null) {
    if (options.format === 'json')
      process.stdout.write(`${JSON.stringify({ valid: false, diagnostics }, null, 2)}\n`);
    else process.stderr.write(`${renderDiagnostics(diagnostics, textOf, colours(process.stderr))}\n`);
    return 1;
  }
  const start = options.base === undefined ? await fromRouter(options, desired) : fromBase(options, desired);
  if (start === null) return 1;
  const { operations } = plan(withPublished(desired, start.observed).desired, start.observed);
  const all = [...describePlan({ operations }), ...patternChanges(start.patterns, desired.patterns)];
  const names = selectedNames(options, desired, start);
  if (names?.size === 0) {
    printProblem(NOTHING_SELECTED.problem, NOTHING_SELECTED.remedy);
    return 1;
  }
  const changes = names === null ? all : all.filter(({ kind, name }) => kind !== 'listen' && names.has(name));
  const { against, held } = start;
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ valid: true, hash, against, held, changes }, null, 2)}\n`);
  } else if (options.format === 'markdown') {
    process.stdout.write(
      renderPlanMarkdown(changes, { file: options.config, hash, against: start.sentence, held }),
    );
  } else {
    const { faint, warn } = colours(process.stdout);
    process.stdout.write(`${faint(start.sentence)}\n\n${renderPlan(changes)}\n`);
    if (held !== null) process.stdout.write(`\n${warn(held)}\n`);
  }
  return changes.length === 0 ? 0 : 2;
}

export interface PlanOptions
  extends RemoteOptions<'text' | 'json' | 'markdown'>,
    SelectingOptions,
    ReferenceOptions {
  /** A file: the plan is against what it asks for, in place of what runs. */
  readonly base?: string;
}

/** What the plan begins with. */
interface PlanStart {
  readonly observed: ObservedState;
  readonly streams: readonly Labelled[];
  readonly patterns: readonly KnownPattern[];
  readonly against: 'nothing' | 'running router' | 'base file';
  readonly sentence: string;
  /** What the guard will say of it; null when it passes. */
  readonly held: string | null;
}

type Labelled = Pick<StreamSpec, 'name' | 'labels'>;

async function fromRouter(options: PlanOptions, desired: DesiredState): Promise<PlanStart | null> {
  const status = await fetchRouterStatus(routerOf(options));
  if (status === null && options.url !== undefined) {
    printProblem(
      `There is no router at ${options.url}.`,
      'Check the address; without --url the plan is against nothing.',
    );
    return null;
  }
  const observed = observedFromStatus(status, desired, Date.now());
  return {
    observed,
    streams: [...(status?.streams ?? []), ...(status?.configuration.patterns ?? [])],
    patterns: (status?.configuration.patterns ?? []).map((pattern) => ({ ...pattern, template: null })),
    held: status === null ? null : heldByGuard(status.configuration, observed, desired),
    against: status === null ? 'nothing' : 'running router',
    sentence:
      status === null
        ? 'Against nothing: no router runs for this file.'
        : `Against the running router (pid ${status.router.pid}).`,
  };
}

/** A file that comes to be, or that was invalid and is mended, is against nothing. */
function fromBase(options: PlanOptions, desired: DesiredState): PlanStart {
  const base = loadConfiguration(options.base ?? '', options);
  if (base.desired === null) {
    return {
      observed: observedFromStatus(null, desired, Date.now()),
      streams: [],
      patterns: [],
      held: null,
      against: 'nothing',
      sentence: `Against nothing: the base file cannot be used (${base.diagnostics[0]?.message ?? ''}).`,
    };
  }
  return {
    observed: observedFromBase(base.desired, desired, Date.now()),
    streams: entriesOf(base.desired),
    patterns: base.desired.patterns.map(({ name, template }) => {
      return { name, specHash: specHash(template), template };
    }),
    held: heldText(heldChange(base.desired, desired, null)),
    against: 'base file',
    sentence: 'Against the base file, as if all of it ran.',
  };
}

/** What the guard of the running router will say of the file as it is now; null when it passes. */
function heldByGuard(
  { maxStopShare }: RouterStatus['configuration'],
  observed: ObservedState,
  desired: DesiredState,
): string | null {
  const running = [...observed.streams.values()]
    .filter(({ state }) => state.phase === 'running')
    .map(({ spec }) => spec);
  return heldText(heldChange({ guard: { maxStopShare }, streams: new Map() }, desired, running));
}

function heldText(held: HeldChange | null): string | null {
  return held === null ? null : `Held back until it is approved: ${guardText(held)}`;
}

/** Of a stream the labels count that it has, and those that it is to have. Null: all. */
function selectedNames(
  options: SelectingOptions,
  desired: DesiredState,
  start: PlanStart,
): ReadonlySet<string> | null {
  if (options.selector === undefined) return null;
  return new Set(selected([...entriesOf(desired), ...start.streams], options).map(({ name }) => name));
}

/** Streams and patterns. */
function entriesOf({ streams, patterns }: DesiredState): Labelled[] {
  return [...streams.values(), ...patterns.map(({ template }) => template)];
}
