import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeChunks } from '../../../src/media-server/rtmp/chunk-writer.js';
import { limits } from '../../../src/media-server/rtmp/limits.js';
import { aacFrame, aacHeader, avcHeader, avcInter, avcKey, setDataFrame } from './media-fixtures.js';
import { SessionHarness, settle } from './session-harness.js';
import { clientHandshake, command, connectCommand, setChunkSize } from './test-client.js';

const publishing = Buffer.concat([
  clientHandshake(),
  encodeChunks(3, connectCommand('live', { fourCcList: ['hvc1'] }), 128),
  encodeChunks(2, setChunkSize(4096), 128),
  ...[
    ...[command('releaseStream', 2, null, 'cam'), command('createStream', 4, null)],
    ...[command('publish', 5, null, 'cam', 'live'), setDataFrame({ videocodecid: 7, width: 640 })],
    ...[avcHeader(), aacHeader(), avcKey(0, 9_000), avcInter(40, 5_000), aacFrame(50)],
    command('FCUnpublish', 6, null, 'cam'),
  ].map((message) => encodeChunks(message.type === 20 ? 3 : message.type, message, 4096)),
]);

const playing = Buffer.concat([
  clientHandshake(),
  encodeChunks(3, connectCommand('live'), 128),
  encodeChunks(3, command('play', 5, null, 'steady'), 128),
  encodeChunks(3, command('pause', 6, null, true, 0), 128),
]);

const randomBytes = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
const afterHandshake = randomBytes.map((bytes) => Buffer.concat([clientHandshake(), bytes]));
const mutated = fc
  .record({
    start: fc.constantFrom(publishing, playing),
    /** Most of a conversation is the handshake, where nothing happens: prefer what follows. */
    edits: fc.array(fc.tuple(fc.nat(publishing.length), fc.nat(255), fc.boolean()), { maxLength: 8 }),
    cut: fc.option(fc.nat(publishing.length)),
    tail: fc.option(randomBytes),
  })
  .map(({ start, edits, cut, tail }) => {
    const bytes = Buffer.from(start);
    const handshakeBytes = clientHandshake().length;
    for (const [position, value, anywhere] of edits) {
      const first = anywhere ? 0 : handshakeBytes;
      bytes[first + (position % (bytes.length - first))] = value;
    }
    return Buffer.concat([cut === null ? bytes : bytes.subarray(0, cut), tail ?? Buffer.alloc(0)]);
  });

const commandValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, undefined, true, 'live', 'cam', '', '../..', 'steady', Number.NaN, -1, 1e300),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('app', 'tcUrl', 'fourCcList', '__proto__', 'x'), tie('value')),
  ),
}));
const names = ['connect', 'publish', 'play', 'pause', 'createStream', 'deleteStream', 'FCPublish', 'x'];
const commands = fc
  .array(
    fc.tuple(
      fc.constantFrom(...names),
      fc.integer(),
      fc.array(commandValue.value as fc.Arbitrary<string>, { maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((calls) =>
    Buffer.concat([
      clientHandshake(),
      ...calls.map(([name, id, values]) => encodeChunks(3, command(name, id, ...values), 128)),
    ]),
  );

describe('whatever arrives', () => {
  it.each([
    ['random bytes', randomBytes],
    ['random bytes after the handshake', afterHandshake],
    ['mutated conversations', mutated],
    ['odd commands', commands],
  ])(
    'nothing is thrown, held or hurt: %s',
    async (_, inputs) => {
      await fc.assert(
        fc.asyncProperty(
          inputs,
          fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1 }),
          async (bytes, cuts) => {
            const harness = new SessionHarness();
            const steady = harness.open('steady').handshake();
            steady.send(connectCommand('live'), command('publish', 0, null, 'steady'), avcHeader(), avcKey());
            const client = harness.open('fuzz');
            for (let start = 0, index = 0; start < bytes.length; index++) {
              const size = cuts[index % cuts.length] ?? 1;
              client.session.receive(bytes.subarray(start, start + size));
              start += size;
              expect(client.session.heldBytes).toBeLessThanOrEqual(limits.partialBytes);
            }
            await settle();
            client.session.gone();
            // "unexpected error" would be a fault of ours that was only caught
            expect(harness.logMessages).not.toContain('unexpected error, connection closed');
            expect(harness.logLines.length).toBeLessThan(20);
            expect(harness.paths.snapshot().map(({ path, readers }) => [path, readers])).toEqual([
              ['live/steady', 0],
            ]);
            expect(steady.sink.destroyed).toBe(false);
          },
        ),
        { numRuns: 300 },
      );
    },
    60_000,
  );
});
