import type { RouterStatus, StatusChange, StreamStatus } from '../../src/api/contract.js';

/** The status after a change. What did not change stays the same object, so that it need not be rendered again. */
export function applyChange(status: RouterStatus, change: StatusChange): RouterStatus {
  const { router, configuration, listeners } = change;
  return {
    router: router ?? status.router,
    configuration: configuration ?? status.configuration,
    listeners: listeners ?? status.listeners,
    streams: changedStreams(status.streams, change),
  };
}

function changedStreams(before: readonly StreamStatus[], change: StatusChange): readonly StreamStatus[] {
  const { streams, numbers, removed, order } = change;
  if (streams.length + numbers.length + removed.length === 0 && order === undefined) return before;
  const byName = new Map(before.map((stream) => [stream.name, stream]));
  for (const name of removed) byName.delete(name);
  for (const stream of streams) byName.set(stream.name, stream);
  for (const { name, progress, delivery } of numbers) {
    const stream = byName.get(name);
    if (stream !== undefined) byName.set(name, { ...stream, progress, delivery });
  }
  if (order === undefined) return [...byName.values()];
  const ordered = order.flatMap((name) => byName.get(name) ?? []);
  const named = new Set(order);
  return [...ordered, ...[...byName.values()].filter(({ name }) => !named.has(name))];
}
