import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/media-server/rtmp/limits.js';
import { SendQueue } from '../../../src/media-server/rtmp/send-queue.js';
import { FakeSink, settle } from './session-harness.js';

function queueOf() {
  const state = { nowMs: 0, overflows: 0, bytes: '' };
  const sink = new FakeSink((bytes) => {
    state.bytes += bytes.toString('latin1').slice(0, 1);
  });
  const queue = new SendQueue(
    sink,
    () => state.nowMs,
    () => state.overflows++,
  );
  return { state, sink, queue };
}

describe('SendQueue', () => {
  it('sends everything in order, then the end', async () => {
    const { state, sink, queue } = queueOf();
    for (const letter of 'abcdef') queue.write(Buffer.alloc(100_000, letter));
    queue.end();
    queue.write(Buffer.from('too late'));
    expect(state.bytes).toBe('');
    await settle();
    expect(state).toMatchObject({ bytes: 'abcdef' });
    expect(sink).toMatchObject({ ended: true, corks: 0 });
    expect(queue.sizeBytes).toBe(0);
  });

  it('gives the socket little at once, and knows how long nothing was taken', async () => {
    const { state, sink, queue } = queueOf();
    sink.blocked = true;
    state.nowMs = 1_000;
    for (const letter of 'abcd') queue.write(Buffer.alloc(200_000, letter));
    await settle();
    expect(state.bytes).toBe('a');
    expect(queue.sizeBytes).toBe(800_000);
    state.nowMs = 4_000;
    expect(queue.stalledMs(4_000)).toBe(3_000);
    sink.unblock();
    expect(queue.stalledMs(4_000)).toBe(0);
    await settle();
    expect(state.bytes).toBe('abcd');
    expect(queue.stalledMs(99_000)).toBe(0);
  });

  it('says when even what is never dropped becomes too much', () => {
    const { state, sink, queue } = queueOf();
    sink.blocked = true;
    queue.write(Buffer.alloc(limits.connectionQueueBytes));
    expect(state.overflows).toBe(0);
    queue.write(Buffer.of(1));
    expect(state.overflows).toBe(1);
    queue.destroy();
    expect(sink.destroyed).toBe(true);
    expect(queue.sizeBytes).toBe(0);
  });
});
