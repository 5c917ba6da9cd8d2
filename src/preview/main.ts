import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { destination, pino } from 'pino';
import { createPreviewServer } from './preview-server.js';

/**
 * `node main.js --socket PATH`: pictures of streams for the page, over HTTP on a Unix socket for this user alone. It ends with its
 * standard input, which the router holds: it is of no use to anybody else.
 */
const { values } = parseArgs({ options: { socket: { type: 'string' } } });
const { socket } = values;
if (socket === undefined) throw new Error('--socket PATH is missing');
const log = pino({ base: null }, destination({ dest: 1, sync: true }));

process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'unexpected error, the preview ends');
  process.exit(1);
});
for (const event of ['end', 'error', 'close']) process.stdin.on(event, () => process.exit(0));
process.stdin.resume();

// From its first moment on the socket is for this user alone.
process.umask(0o177);
rmSync(socket, { force: true });
createPreviewServer((error) => log.error({ err: error }, 'a request could not be answered')).listen(socket);
