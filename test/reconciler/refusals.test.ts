import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Refusals } from '../../src/reconciler/refusals.js';
import type { RefusedPublisher } from '../../src/state/refused-publisher.js';

it('tells of each refused publisher once, and again when it was gone meanwhile', () => {
  const lines: string[] = [];
  const refusals = new Refusals(pino({}, { write: (line: string) => lines.push(line) }));
  const drone: RefusedPublisher = {
    ingestPath: 'live/drone-x',
    pattern: 'drone-*',
    name: 'drone-x',
    path: 'drones/x',
    taken: 'path',
    takenBy: 'hall',
  };
  refusals.tell([drone]);
  refusals.tell([drone]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      msg: 'a publisher is refused',
      ingestPath: 'live/drone-x',
      problem: 'Whoever pushes to live/drone-x becomes no stream: its path "drones/x" is that of "hall"',
    }),
  ]);
  refusals.tell([drone, { ...drone, ingestPath: 'live/drone-y', name: 'drone-y', taken: 'name' }]);
  expect(lines).toHaveLength(2);
  refusals.tell([]);
  refusals.tell([drone]);
  expect(lines).toHaveLength(3);
});
