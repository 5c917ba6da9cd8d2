import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChunkReader } from '../../src/media-server/rtmp/chunk-reader.js';
import { HANDSHAKE_BYTES } from '../../src/media-server/rtmp/handshake.js';
import { messageType } from '../../src/media-server/rtmp/message.js';
import { nextFrame } from '../../src/media-server/rtsp/interleaved.js';
import { MessageReader, requestLine } from '../../src/media-server/rtsp/message-reader.js';

const FOLDER = fileURLToPath(new URL('../fixtures/corpus', import.meta.url));

/** What clients really send, and the parts of it. */
export interface Corpus {
  /** Whole conversations. */
  readonly rtsp: readonly Buffer[];
  readonly rtmp: readonly Buffer[];
  readonly headers: readonly Buffer[];
  readonly sdp: readonly Buffer[];
  /** Runs of interleaved frames. */
  readonly frames: readonly Buffer[];
  readonly rtp: readonly Buffer[];
  readonly rtcp: readonly Buffer[];
  /** Payloads of commands and of data. */
  readonly amf: readonly Buffer[];
  readonly flv: readonly Buffer[];
}

export function readCorpus(): Corpus {
  const [rtsp, rtmp] = [conversations('rtsp'), conversations('rtmp')];
  const [sdp, frames] = [[] as Buffer[], [] as Buffer[]];
  for (const bytes of rtsp) {
    const reader = new MessageReader(requestLine, {
      onMessage: ({ body }) => {
        if (body !== '') sdp.push(Buffer.from(body));
      },
      onFrames: (data) => frames.push(Buffer.from(data)),
    });
    reader.push(bytes);
  }
  const packets = frames.flatMap(packetsOf);
  const [amf, tags] = [[] as Buffer[], [] as Buffer[]];
  for (const bytes of rtmp) {
    const reader = new ChunkReader(({ type, payload }) => {
      if (type === messageType.command || type === messageType.data) amf.push(payload);
      if (type === messageType.audio || type === messageType.video) tags.push(payload);
    });
    reader.allow(2 ** 24, 2 ** 25);
    reader.push(bytes.subarray(1 + 2 * HANDSHAKE_BYTES));
  }
  return {
    ...{ rtsp, rtmp, sdp, frames, amf },
    headers: lines('headers.txt').map((line) => Buffer.from(line)),
    rtp: packets.filter(({ channel }) => channel % 2 === 0).map(({ packet }) => packet),
    rtcp: [
      ...packets.filter(({ channel }) => channel % 2 === 1).map(({ packet }) => packet),
      ...hex('rtcp.txt'),
    ],
    flv: [...tags, ...hex('flv-tags.txt')],
  };
}

function packetsOf(frames: Buffer): { channel: number; packet: Buffer }[] {
  const packets = [];
  for (let offset = 0; offset < frames.length; offset = nextFrame(frames, offset)) {
    packets.push({
      channel: frames[offset + 1] ?? 0,
      packet: frames.subarray(offset + 4, nextFrame(frames, offset)),
    });
  }
  return packets;
}

function conversations(kind: string): Buffer[] {
  return readdirSync(join(FOLDER, kind)).map((name) => readFileSync(join(FOLDER, kind, name)));
}

function lines(name: string): string[] {
  return readFileSync(join(FOLDER, name), 'utf8').trim().split('\n');
}

function hex(name: string): Buffer[] {
  return lines(name).map((line) => Buffer.from(line.replaceAll(' ', ''), 'hex'));
}
