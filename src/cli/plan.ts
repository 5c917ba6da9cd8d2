import { fetchRouterStatus } from '../api/client.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import { describePlan, renderPlan } from '../plan/describe-plan.js';
import type { Operation } from '../plan/operation.js';
import { plan } from '../plan/plan.js';
import { renderPlanMarkdown } from '../plan/plan-markdown.js';
import type { DesiredState } from '../state/desired-state.js';
import type { ObservedState } from '../state/observed-state.js';
import type { StreamSpec } from '../state/stream.js';
import { withPublished } from '../state/with-published.js';
import { loadConfiguration, type ReferenceOptions } from './load-configuration.js';
import { observedFromBase, observedFromStatus } from './observed-from-status.js';
import { type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { colours, printProblem } from './terminal.js';

/** `plan`: what `run` would do with the file as it is now. Exit code 0: no change, 2: changes, 1: error. */
export async function showPlan(options: PlanOptions): Promise<number> {
  const { desired, diagnostics, text, hash } = loadConfiguration(options.config, options);
  if (desired === null) {
    if (options.format === 'json')
      process.stdout.write(`${JSON.stringify({ valid: false, diagnostics }, null, 2)}\n`);
    else process.stderr.write(`${renderDiagnostics(diagnostics, () => text, colours(process.stderr))}\n`);
    return 1;
  }
  const start = options.base === undefined ? await fromRouter(options, desired) : fromBase(options, desired);
  if (start === null) return 1;
  const { operations } = plan(withPublished(desired, start.observed).desired, start.observed);
  const changes = describePlan({ operations: operations.filter(isSelected(options, desired, start)) });
  if (options.format === 'json') {
    const { against } = start;
    process.stdout.write(`${JSON.stringify({ valid: true, hash, against, changes }, null, 2)}\n`);
  } else if (options.format === 'markdown') {
    process.stdout.write(
      renderPlanMarkdown(changes, { file: options.config, hash: hash ?? '', against: start.sentence }),
    );
  } else {
    const { faint } = colours(process.stdout);
    process.stdout.write(`${faint(start.sentence)}\n\n${renderPlan(changes)}\n`);
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
  readonly against: 'nothing' | 'running router' | 'base file';
  readonly sentence: string;
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
  return {
    observed: observedFromStatus(status, desired, Date.now()),
    streams: status?.streams ?? [],
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
    const isMissing = base.text === undefined;
    return {
      observed: observedFromStatus(null, desired, Date.now()),
      streams: [],
      against: 'nothing',
      sentence: `Against nothing: ${isMissing ? 'the base file cannot be read' : 'the base file is invalid'} (${base.diagnostics[0]?.message ?? ''}).`,
    };
  }
  return {
    observed: observedFromBase(base.desired, desired, Date.now()),
    streams: [...base.desired.streams.values()],
    against: 'base file',
    sentence: 'Against the base file, as if all of it ran.',
  };
}

/** Of a stream the labels count that it has, and those that it is to have. */
function isSelected(
  { selector }: SelectingOptions,
  desired: DesiredState,
  start: PlanStart,
): (operation: Operation) => boolean {
  if (selector === undefined) return () => true;
  const streams: readonly Labelled[] = [...desired.streams.values(), ...start.streams];
  const names = new Set(streams.filter(({ labels }) => selector(labels)).map(({ name }) => name));
  return (operation) => {
    switch (operation.kind) {
      case 'start':
      case 'restart':
      case 'update':
        return names.has(operation.spec.name);
      case 'stop':
        return names.has(operation.name);
      case 'listen':
        return false;
    }
  };
}
