import { fetchRouterStatus } from '../api/client.js';
import { renderDiagnostics } from '../config/render-diagnostics.js';
import { describePlan, renderPlan, renderPlanMarkdown } from '../plan/describe-plan.js';
import { plan } from '../plan/plan.js';
import { loadConfiguration } from './load-configuration.js';
import { observedFromStatus } from './observed-from-status.js';
import { type RemoteOptions, routerOf } from './options.js';
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
  const changes = describePlan(plan(desired, observedFromStatus(status, desired, Date.now())));
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

export type PlanOptions = RemoteOptions<'text' | 'json' | 'markdown'>;
