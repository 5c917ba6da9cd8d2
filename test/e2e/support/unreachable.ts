import { connect } from 'node:net';
import { execa } from 'execa';
import { waitFor } from './wait-for.js';

/**
 * A port at which connecting takes for ever, as at a host that is off: its listener never accepts and its queue is full, so
 * the kernel drops whoever wants to join it.
 */
export async function startUnreachable(): Promise<{ port: number; close(): Promise<void> }> {
  const listener = execa(process.execPath, ['-e', NEVER_ACCEPTS], { reject: false, buffer: false });
  const port = await new Promise<number>((resolve) => {
    listener.stdout.once('data', (line) => resolve(Number(String(line))));
  });
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  // The queue is full when somebody in it waits.
  await waitFor('the queue of the listener to be full', () => {
    return fillers.filter(({ connecting }) => connecting).length < fillers.length || undefined;
  });
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy();
      listener.kill('SIGKILL');
      await listener;
    },
  };
}

const NEVER_ACCEPTS = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;
