import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openControlEndpoint } from '../../src/media-server/control-endpoint.js';
import type { ControlEvent } from '../../src/state/control-protocol.js';
import { JsonLineReader } from '../../src/util/json-line-reader.js';
import { waitFor } from '../e2e/support/wait-for.js';

it('a server says hello to whoever connects, and pong to each ping', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  const socketPath = join(folder, 'x.sock');
  const told: unknown[] = [];
  const endpoint = await openControlEndpoint({
    kind: 'rtsp',
    socketPath,
    snapshot: () => ({ listening: null, paths: [] }),
    listen: async (host, port) => ({ host, port }),
    listenTls: async (to) => to,
    setAccess: (access) => told.push(access),
    setUdpPorts: () => {},
    setPaths: (holdMs) => told.push(holdMs),
    setSuccessors: (expected) => told.push(expected),
    shutdown: () => {},
  });
  const types: ControlEvent['type'][] = [];
  const reader = new JsonLineReader<ControlEvent>(
    ({ type }) => types.push(type),
    () => {},
    1_000,
  );
  const socket = connect(socketPath);
  await once(socket, 'connect');
  socket.on('data', (chunk) => reader.push(chunk));
  socket.write('{"type":"paths","holdMs":{"a":5000}}\n{"type":"ping"}\n{"type":"ping"}\n');
  socket.write('{"type":"successors","expected":{"a":{"id":"1","token":"t"}}}\n');
  await waitFor('two answers', () => types.length === 3 || undefined);
  await waitFor('all to be heard', () => told.length === 2 || undefined);
  expect(types).toEqual(['hello', 'pong', 'pong']);
  expect(told).toEqual([{ a: 5000 }, { a: { id: '1', token: 't' } }]);
  socket.destroy();
  endpoint.close();
  rmSync(folder, { recursive: true });
});
