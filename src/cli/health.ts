import { fetchHealth } from '../api/client.js';
import { type CommonOptions, routerOf } from './options.js';
import { printProblem } from './terminal.js';

/**
 * `health`: asks the router of this configuration for a supervisor, such as a container's health check, by its socket: whatever the file
 * says of `listen.http`. Exit code 0: the loop lives (`--ready`: a valid configuration is live), 1: not so, or no router.
 */
export async function health(options: HealthOptions): Promise<number> {
  const answer = await fetchHealth(routerOf(options), options.ready ? 'ready' : 'alive');
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ health: answer })}\n`);
  else if (answer === 'ok') process.stdout.write('ok\n');
  else if (answer === 'no router')
    printProblem(`No router runs for ${options.config}.`, 'Start one with "kazstreamlink run".');
  else if (options.ready)
    printProblem(
      'The router lives, and no valid configuration is live.',
      'See "kazstreamlink validate" and its log.',
    );
  else printProblem('The router answers, but its loop stands still.', 'Restart it, and report its log.');
  return answer === 'ok' ? 0 : 1;
}

export interface HealthOptions extends CommonOptions {
  readonly ready: boolean;
}
