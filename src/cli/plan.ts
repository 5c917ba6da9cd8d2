import { fetchRouterStatus } from '../api/client.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import { describePlan, renderPlan, renderPlanMarkdown } from '../plan/describe-plan.js';
import type { Operation } from '../plan/operation.js';
import { plan } from '../plan/plan.js';
import type { DesiredState } from '../state/desired-state.js';
import { withPublished } from '../state/with-published.js';
import type { RouterStatus } from '../status/router-status.js';
import { loadConfiguration } from './load-configuration.js';
import { observedFromStatus } from './observed-from-status.js';
import { type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { colours, printProblem } from './terminal.js';

/** `plan`: what `run` would do with the file as it is now. Exit code 0: no change, 2: changes, 1: error. */
export async function showPlan(options: PlanOptions): Promise<number> {
  const { desired, diagnostics, text } = loadConfiguration(options.config);
  if (desired === null) {
    if (options.format === 'json')
      process.stdout.write(`${JSON.stringify({ valid: false, diagnostics }, null, 2)}\n`);
    else process.stderr.write(`${renderDiagnostics(diagnostics, () => text, colours(process.stderr))}\n`);
    return 1;
  }
  const status = await fetchRouterStatus(routerOf(options));
  if (status === null && options.url !== undefined) {
    printProblem(
      `There is no router at ${options.url}.`,
      'Check the address; without --url the plan is against nothing.',
    );
    return 1;
  }
  const observed = observedFromStatus(status, desired, Date.now());
  const { operations } = plan(withPublished(desired, observed).desired, observed);
  const changes = describePlan({ operations: operations.filter(isSelected(options, desired, status)) });
  const against = status === null ? 'nothing' : 'running router';
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ valid: true, against, changes }, null, 2)}\n`);
  } else if (options.format === 'markdown') {
    process.stdout.write(
      renderPlanMarkdown(
        changes,
        `Plan for \`${options.config}\` against ${against === 'nothing' ? 'nothing (no router runs)' : 'the running router'}`,
      ),
    );
  } else {
    const { faint } = colours(process.stdout);
    const heading =
      status === null
        ? 'Against nothing: no router runs for this file.'
        : `Against the running router (pid ${status.router.pid}).`;
    process.stdout.write(`${faint(heading)}\n\n${renderPlan(changes)}\n`);
  }
  return changes.length === 0 ? 0 : 2;
}

/** Of a stream the labels count that it has, and those that it is to have. */
function isSelected(
  { selector }: SelectingOptions,
  desired: DesiredState,
  status: RouterStatus | null,
): (operation: Operation) => boolean {
  if (selector === undefined) return () => true;
  const streams = [...desired.streams.values(), ...(status?.streams ?? [])];
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

export type PlanOptions = RemoteOptions<'text' | 'json' | 'markdown'> & SelectingOptions;
