import { fetchRouterStatus, postApproval } from '../api/client.js';
import { type RemoteOptions, routerOf } from './options.js';
import { printProblem } from './terminal.js';

/** `approve`: lets the content pass that the guard holds back now. Exit code 0, also when there is none; 1 without a router. */
export async function approve(options: RemoteOptions): Promise<number> {
  const router = routerOf(options);
  const status = await fetchRouterStatus(router);
  if (status === null) {
    printProblem(
      `No router runs for ${options.url ?? options.config}.`,
      'Start one with "kazstreamlink run"; with --approve it takes what was changed meanwhile.',
    );
    return 1;
  }
  const { held, file } = status.configuration;
  if (held !== null) await postApproval(router, held.hash);
  if (options.format === 'json')
    process.stdout.write(`${JSON.stringify({ approved: held?.hash ?? null })}\n`);
  else if (held === null) process.stdout.write('Nothing is held back.\n');
  else process.stdout.write(`${file} passes: it stops ${held.stops.join(', ')}.\n`);
  return 0;
}
