import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findOnPath } from './find-on-path.js';
import type { BenchProcess, Processes } from './processes.js';
import { within } from './within.js';

/** Programs of the field that are measured beside ours where they are on PATH: name and absolute path. */
export type Peers = ReadonlyMap<PeerName, string>;

export const PEER_NAMES = ['mediamtx', 'go2rtc'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

export function findPeers(): Peers {
  return new Map(
    PEER_NAMES.flatMap((name) => {
      const path = findOnPath(name);
      return path === undefined ? [] : [[name, path] as const];
    }),
  );
}

/** Starts a peer as an RTSP server that takes publishers at these paths, everything else switched off. */
export async function startPeerServer(
  name: PeerName,
  program: string,
  paths: readonly string[],
  { processes, folder }: { readonly processes: Processes; readonly folder: string },
): Promise<PeerServer> {
  const port = await freePort();
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, CONFIGURATIONS[name](port, paths));
  const started = processes.start(program, name === 'go2rtc' ? ['-config', file] : [file]);
  await started.unlessItEnds(name, within(10_000, `${name} listens`, accepts(port)));
  return { process: started, url: `rtsp://127.0.0.1:${port}` };
}

export interface PeerServer {
  readonly process: BenchProcess;
  /** Such as `rtsp://127.0.0.1:40123`. */
  readonly url: string;
}

const CONFIGURATIONS: Readonly<Record<PeerName, (port: number, paths: readonly string[]) => string>> = {
  mediamtx: (port) =>
    [
      'logLevel: error',
      `rtspAddress: 127.0.0.1:${port}`,
      'rtspTransports: [tcp]',
      ...['rtmp', 'hls', 'webrtc', 'srt', 'api', 'metrics'].map((part) => `${part}: no`),
      'paths: {all_others: {}}',
      '',
    ].join('\n'),
  // A stream without a source is one that may be published.
  go2rtc: (port, paths) =>
    [
      `rtsp: {listen: "127.0.0.1:${port}"}`,
      'api: {listen: ""}',
      'webrtc: {listen: ""}',
      'srtp: {listen: ""}',
      `streams: {${paths.map((path) => `${path}: `).join(', ')}}`,
      '',
    ].join('\n'),
};

/** Free now; for programs that cannot be told to take any. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

async function accepts(port: number): Promise<void> {
  while (!(await connects(port))) await delay(50);
}

async function connects(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
