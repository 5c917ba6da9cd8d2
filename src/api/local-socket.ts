import { chmodSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { StartError } from '../util/start-error.js';
import { fetchRouterStatus } from './client.js';

/**
 * Opens the API on a Unix socket for the user alone. Two routers on one state folder would fight over its processes,
 * so it refuses when another one answers there.
 * @throws StartError
 */
export async function openLocalSocket(socketPath: string, handler: RequestListener): Promise<Server> {
  const holder = await fetchRouterStatus({ socketPath });
  if (holder !== null) {
    throw new StartError(
      `A router (pid ${holder.router.pid}) already runs for this configuration.`,
      'End that one first, or give this one a state folder of its own with --state-dir.',
    );
  }
  rmSync(socketPath, { force: true });
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return server;
}
