import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { MediaServerUnit } from '../../../src/runtime/local/media-server-unit.js';
import { ProcessRecords } from '../../../src/runtime/local/process-records.js';
import { DEFAULT_LIMITS } from '../../../src/state/access.js';
import type { ServerAccess } from '../../../src/state/server-access.js';
import { waitFor } from '../../e2e/support/wait-for.js';

const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
const script = join(folder, 'server.mjs');
const heard = join(folder, 'heard');
let unit: MediaServerUnit;

afterEach(() => unit.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ACCESS: ServerAccess = {
  secret: 's',
  isReadingGuarded: false,
  users: [],
  takenPaths: [],
  keys: null,
  limits: DEFAULT_LIMITS,
};

/** A server that listens nowhere, and writes down what it is told. The first one is of an older version; later ones know of access. */
const PROGRAM = `
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
const socketPath = process.argv[3];
const knowsAccess = existsSync(${JSON.stringify(heard)});
rmSync(socketPath, { force: true });
createServer((socket) => {
  const say = (event) => socket.write(JSON.stringify(event) + '\\n');
  const snapshot = { listening: null, paths: [] };
  say({ type: 'hello', protocol: 1, server: 'rtsp', pid: process.pid, snapshot, ...(knowsAccess ? { knowsAccess, canTakeOver: true } : {}) });
  socket.on('data', (data) => {
    for (const line of data.toString().split('\\n').filter(Boolean)) {
      const request = JSON.parse(line);
      if (['access', 'udp-ports', 'listen'].includes(request.type)) appendFileSync(${JSON.stringify(heard)}, process.pid + ' ' + request.type + '\\n');
      if (request.type === 'listen') say({ type: 'listening', id: request.id, host: request.host, port: 8554 });
    }
  });
}).listen(socketPath);
process.on('SIGTERM', () => process.exit(0));
`;

beforeEach(() => {
  rmSync(heard, { force: true });
  writeFileSync(script, PROGRAM);
  const log = pino({ level: 'silent' });
  const records = new ProcessRecords(folder);
  unit = new MediaServerUnit({
    kind: 'rtsp',
    script,
    socketPath: join(folder, 'x.sock'),
    spawn: { environment: {}, outputFolder: folder, records, leash: null, log, prepareFolders: () => {} },
    log,
    onChange: () => {},
  });
});

it('a server listens nowhere before it is known who may do what', async () => {
  writeFileSync(heard, '');
  unit.listen({ host: '127.0.0.1', port: 0 });
  await waitFor('its hello', () => unit.observe().canTakeOver || undefined);
  expect(unit.listener.phase).toBe('opening');
  unit.setAccess(ACCESS);
  await waitFor('it to listen', () => unit.listener.phase === 'open' || undefined);
  const { pid } = unit.observe();
  expect(readFileSync(heard, 'utf8')).toBe(`${pid} udp-ports\n${pid} access\n${pid} listen\n`);
});

it('a server that an older router left goes on without rules, and makes room for another one when there are some', async () => {
  const untilOpen = () =>
    waitFor('it to listen', () => (unit.listener.phase === 'open' ? unit.observe().pid : null) ?? undefined);
  unit.setAccess(ACCESS);
  unit.listen({ host: '127.0.0.1', port: 0 });
  const old = await untilOpen();
  unit.setAccess({ ...ACCESS, takenPaths: ['a'] });
  expect(unit.observe().pid).toBe(old);
  unit.setAccess({ ...ACCESS, keys: [] });
  const next = await waitFor('another one', async () => {
    const pid = await untilOpen();
    return pid === old ? undefined : pid;
  });
  const lines = readFileSync(heard, 'utf8').trim().split('\n');
  expect(lines.filter((line) => line.startsWith(`${old} `))).toEqual([`${old} listen`]);
  // Rules come before anybody can connect.
  expect(lines.filter((line) => line.startsWith(`${next} `)).slice(0, 3)).toEqual([
    `${next} access`,
    `${next} udp-ports`,
    `${next} listen`,
  ]);
});
