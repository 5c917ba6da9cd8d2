import { fetchRouterStatus } from '../api/client.js';
import { heldChange } from '../config/held-change.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import { describePlan, renderPlan, renderPlanMarkdown } from '../plan/describe-plan.js';
import type { Operation } from '../plan/operation.js';
import { plan } from '../plan/plan.js';
import type { DesiredState } from '../state/desired-state.js';
import { withPublished } from '../state/with-published.js';
import type { RouterStatus } from '../status/router-status.js';
import { guardText } from './guard-text.js';
import { loadConfiguration } from './load-configuration.js';
import { observedFromStatus } from './observed-from-status.js';
import { type RemoteOptions, routerOf, type SelectingOptions } from './options.js';
import { colours, printProblem } from './terminal.js';

/** `plan`: what `run` would do with the file as it is now. Exit code 0: no change, 2: changes, 1: error. */
export async function showPlan(options: PlanOptions): Promise<number> {
  const { desired, diagnostics, textOf } = loadConfiguration(options.config);
  if (desired === null) {
    if (options.format === 'json')
      process.stdout.write(`${JSON.stringify({ valid: false, diagnostics }, null, 2)}\n`);
    else process.stderr.write(`${renderDiagnostics(diagnostics, textOf, colours(process.stderr))}\n`);
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
  const held = heldByGuard(status, desired);
  const against = status === null ? 'nothing' : 'running router';
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ valid: true, against, held, changes }, null, 2)}\n`);
  } else if (options.format === 'markdown') {
    process.stdout.write(
      renderPlanMarkdown(
        changes,
        `Plan for \`${options.config}\` against ${against === 'nothing' ? 'nothing (no router runs)' : 'the running router'}`,
      ),
    );
    if (held !== null) process.stdout.write(`\n> ⚠️ ${held}\n`);
  } else {
    const { faint, warn } = colours(process.stdout);
    const heading =
      status === null
        ? 'Against nothing: no router runs for this file.'
        : `Against the running router (pid ${status.router.pid}).`;
    process.stdout.write(`${faint(heading)}\n\n${renderPlan(changes)}\n`);
    if (held !== null) process.stdout.write(`\n${warn(held)}\n`);
  }
  return changes.length === 0 ? 0 : 2;
}

/** What the guard of the running router will say of the file as it is now; null when it passes. */
function heldByGuard(status: RouterStatus | null, desired: DesiredState): string | null {
  if (status === null) return null;
  const { maxStopShare } = status.configuration;
  const running = [...observedFromStatus(status, desired, Date.now()).streams.values()]
    .filter(({ state }) => state.phase === 'running')
    .map(({ spec }) => spec);
  const held = heldChange({ guard: { maxStopShare }, streams: new Map() }, desired, running);
  return held === null ? null : `Held back until it is approved: ${guardText(held)}`;
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
