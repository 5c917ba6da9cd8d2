import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { LineReader } from '../../util/line-reader.js';
import { endProcess } from './end-process.js';

/**
 * The program of `Leash`: `node leash-main.js SOCKET`. It reads `hold PID` and `release PID`, a line each, and at the end of its
 * input, which is the end of the router, ends all that it holds. Who waits for that connects to the socket: it closes then.
 */
const held = new Set<number>();
const lines = new LineReader((line) => {
  const [what, text = ''] = line.split(' ');
  const pid = Number.parseInt(text, 10);
  if (!(pid > 1)) return;
  if (what === 'hold') held.add(pid);
  if (what === 'release') held.delete(pid);
});

process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => lines.push(text));
process.stdin.on('error', () => undefined); // followed by `close`
process.stdin.once('close', () => {
  void Promise.all([...held].map((pid) => endProcess(pid, () => isThere(pid)))).then(() => process.exit(0));
});

const [socketPath = ''] = process.argv.slice(2);
rmSync(socketPath, { force: true });
createServer((socket) => socket.on('error', () => socket.destroy()))
  .on('error', () => undefined) // a folder that is full or gone: nobody can wait, and all else goes on
  .listen(socketPath);

/** Whether any process of the group is left. */
function isThere(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}
