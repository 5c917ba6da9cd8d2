import { describe, expect, it } from 'vitest';
import { splitAggregate } from '../../src/media-server/rtmp/aggregate.js';
import { decodeAmf0 } from '../../src/media-server/rtmp/amf0.js';
import { ChunkReader } from '../../src/media-server/rtmp/chunk-reader.js';
import { readCommand, stringArgument } from '../../src/media-server/rtmp/command.js';
import { readAudioTag, readVideoTag } from '../../src/media-server/rtmp/flv.js';
import { HANDSHAKE_BYTES, Handshake } from '../../src/media-server/rtmp/handshake.js';
import { limits as rtmpLimits } from '../../src/media-server/rtmp/limits.js';
import { toMediaMessage } from '../../src/media-server/rtmp/media-message.js';
import { messageType } from '../../src/media-server/rtmp/message.js';
import { readDataMessage } from '../../src/media-server/rtmp/metadata.js';
import { parsePathName } from '../../src/media-server/rtmp/path-name.js';
import { RtmpError } from '../../src/media-server/rtmp/rtmp-error.js';
import { parseAuthorization } from '../../src/media-server/rtsp/access/authorization.js';
import { findAnnouncedMedia } from '../../src/media-server/rtsp/control-url.js';
import { ProtocolError, RequestError } from '../../src/media-server/rtsp/errors.js';
import { readRange } from '../../src/media-server/rtsp/headers/range.js';
import { parseRtpInfo } from '../../src/media-server/rtsp/headers/rtp-info.js';
import { parseSession } from '../../src/media-server/rtsp/headers/session.js';
import { parseTransports } from '../../src/media-server/rtsp/headers/transport.js';
import { ChannelMapping, nextFrame } from '../../src/media-server/rtsp/interleaved.js';
import { limits as rtspLimits } from '../../src/media-server/rtsp/limits.js';
import { MessageReader, requestLine } from '../../src/media-server/rtsp/message-reader.js';
import { ReceptionReports } from '../../src/media-server/rtsp/reception-reports.js';
import { ReportedLoss } from '../../src/media-server/rtsp/reported-loss.js';
import { parseRequestUrl, pathOf, splitTrack } from '../../src/media-server/rtsp/request-url.js';
import { keyFrameDetector, parameterSetDetector } from '../../src/media-server/rtsp/rtp/key-frame.js';
import { parameterSets } from '../../src/media-server/rtsp/rtp/parameter-sets.js';
import { isRtcp, isRtp } from '../../src/media-server/rtsp/rtp/rtp-packet.js';
import {
  parseSenderReport,
  saysBye,
  senderReportAt,
  setReportSsrc,
} from '../../src/media-server/rtsp/rtp/sender-report.js';
import { formatSdp, parseSdp } from '../../src/media-server/rtsp/sdp.js';
import { mutate } from '../e2e/support/mutate.js';
import { createRandom, type Random } from '../e2e/support/random.js';
import { type Corpus, readCorpus } from './corpus.js';
import { SessionHarness } from './rtmp/session-harness.js';
import { createPath, Source, TCP } from './rtsp/media-source.js';
import { sdpOfTwo } from './rtsp/rtp-samples.js';

/** Of all parsers together. */
const INPUTS = process.env['KAZSTREAMLINK_SOAK'] ? 1_000_000 : 12_000;
/** Of the processor, for one input: far more than the slowest takes, far less than what would hold others up. */
const LONGEST_MS = 1_000;

/** What reads bytes of strangers: gets one input after the other, and throws nothing but what it says. */
interface Target {
  readonly samples: keyof Corpus;
  readonly may?: readonly (new (...given: never[]) => Error)[];
  readonly read: (input: Buffer, random: Random) => void;
}

const description = parseSdp(sdpOfTwo);
const announced = parseRequestUrl('rtsp://h/cam');
const codecs = ['H264', 'H265', 'VP8', 'VP9', 'AV1', 'JPEG', 'MP4V-ES', 'MPV'];

const targets: Readonly<Record<string, Target>> = {
  'RTSP messages in pieces': {
    samples: 'rtsp',
    may: [ProtocolError],
    read(input, random) {
      const reader = new MessageReader(requestLine, { onMessage: () => {}, onFrames: wholeFrames });
      inPieces(input, random, (piece) => {
        reader.push(piece);
        expect(reader.pendingBytes).toBeLessThanOrEqual(
          rtspLimits.headerBytes + rtspLimits.bodyBytes + 4 + 0xffff,
        );
      });
    },
  },
  'values of headers': {
    samples: 'headers',
    read(input) {
      const text = input.toString('utf8');
      for (const parse of [parseTransports, parseSession, parseRtpInfo, readRange, parseAuthorization])
        parse(text);
    },
  },
  'request lines and URLs': {
    samples: 'headers',
    may: [RequestError, ProtocolError],
    read(input) {
      const text = input.toString('utf8');
      const url = parseRequestUrl(text);
      findAnnouncedMedia(description, announced, url);
      const path = pathOf(splitTrack(url).url);
      expect(Buffer.byteLength(path)).toBeLessThanOrEqual(rtspLimits.pathBytes);
      requestLine(`PLAY ${text} RTSP/1.0`);
    },
  },
  'session descriptions': {
    samples: 'sdp',
    may: [RequestError],
    read(input) {
      const read = parseSdp(input.toString('utf8'));
      expect(read.medias.length).toBeLessThanOrEqual(rtspLimits.tracks);
      read.medias.map(parameterSets);
      // What readers get can be read as well.
      parseSdp(formatSdp(read, { id: 1, name: 'cam', host: '127.0.0.1' }));
    },
  },
  'RTP packets': {
    samples: 'rtp',
    read(input) {
      if (!isRtp(input, 0, input.length)) return;
      for (const codec of codecs) {
        keyFrameDetector(codec)?.(input, 0, input.length);
        parameterSetDetector(codec)?.(input, 0, input.length);
      }
    },
  },
  'RTCP packets': {
    samples: 'rtcp',
    read(input) {
      new ReportedLoss(() => {}).read(input, 0);
      if (!isRtcp(input, 0, input.length)) return;
      saysBye(input, 0, input.length);
      if (parseSenderReport(input) === undefined) return;
      setReportSsrc(senderReportAt(input, 5, 90_000), 7);
    },
  },
  'frames of a publisher, and of the one after it': {
    samples: 'frames',
    read: (input, random) => publishing(input, random),
  },
  'RTMP handshakes': {
    samples: 'rtmp',
    may: [RtmpError],
    read(input, random) {
      const handshake = new Handshake();
      inPieces(input, random, (piece) => void handshake.push(piece));
    },
  },
  'RTMP chunks in pieces': {
    samples: 'rtmp',
    may: [RtmpError],
    read(input, random) {
      const reader = new ChunkReader((message) => {
        toMediaMessage(message);
        if (message.type === messageType.aggregate)
          for (const part of splitAggregate(message)) toMediaMessage(part);
      });
      if (random.integer(2) === 0) reader.allow(rtmpLimits.messageBytes, rtmpLimits.partialBytes);
      inPieces(input.subarray(Math.min(input.length, 1 + 2 * HANDSHAKE_BYTES)), random, (piece) => {
        reader.push(piece);
        expect(reader.heldBytes).toBeLessThanOrEqual(rtmpLimits.partialBytes);
      });
    },
  },
  'RTMP commands and data': {
    samples: 'amf',
    may: [RtmpError],
    read(payload) {
      readDataMessage(payload);
      const message = { type: messageType.command, streamId: 1, timestampMs: 0, payload };
      toMediaMessage({ ...message, type: messageType.data });
      decodeAmf0(payload);
      const command = readCommand(message);
      parsePathName(command.name, stringArgument(command, 0));
    },
  },
  'FLV tags': {
    samples: 'flv',
    may: [RtmpError],
    read(payload) {
      readVideoTag(payload);
      readAudioTag(payload);
      const message = { type: messageType.aggregate, streamId: 1, timestampMs: 0, payload };
      for (const part of splitAggregate(message)) toMediaMessage(part);
    },
  },
  'RTMP sessions': {
    samples: 'rtmp',
    read(input, random) {
      const harness = new SessionHarness();
      const { session } = harness.open();
      inPieces(input, random, (piece) => session.receive(piece));
      expect(session.heldBytes).toBeLessThanOrEqual(rtmpLimits.partialBytes);
      session.gone();
      expect(harness.logMessages).not.toContain('unexpected error, connection closed');
      expect(harness.paths.snapshot()).toEqual([]);
    },
  },
};

const corpus = readCorpus();

describe(`of ${INPUTS.toLocaleString('en')} mutated and random inputs none hurts`, () => {
  const each = Math.ceil(INPUTS / Object.keys(targets).length);
  it.each(Object.entries(targets))('%s', { timeout: 900_000 }, (name, target) => {
    const random = createRandom(seedOf(name));
    for (let index = 0; index < each; index++) {
      const input = mutate(corpus[target.samples], random);
      const before = process.cpuUsage();
      try {
        target.read(input, random);
      } catch (error) {
        if (target.may?.some((kind) => error instanceof kind) !== true) throw failure(index, input, error);
      }
      const { user, system } = process.cpuUsage(before);
      const tookMs = (user + system) / 1000;
      if (tookMs > LONGEST_MS) throw failure(index, input, new Error(`it takes ${tookMs} ms`));
    }
  });
});

it('the corpus has something of each kind', () => {
  for (const [kind, samples] of Object.entries(corpus))
    expect([kind, samples.length >= 3]).toEqual([kind, true]);
});

function failure(index: number, input: Buffer, cause: unknown): Error {
  return new Error(`input ${index}: ${input.toString('hex').slice(0, 4_000)}`, { cause });
}

/** The same in each run. */
function seedOf(name: string): number {
  return [...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 7);
}

function inPieces(input: Buffer, random: Random, take: (piece: Buffer) => void): void {
  for (let start = 0; start < input.length; ) {
    const end = start + 1 + random.integer(random.integer(4) === 0 ? 8 : input.length);
    take(input.subarray(start, end));
    start = end;
  }
}

function wholeFrames(data: Buffer): void {
  let offset = 0;
  while (offset < data.length) offset = nextFrame(data, offset);
  expect(offset).toBe(data.length);
}

/** As the connection does it: only whole frames come. */
function publishing(input: Buffer, random: Random): void {
  const frames: Buffer[] = [];
  const reader = new MessageReader(requestLine, {
    onMessage: () => {},
    onFrames: (data) => frames.push(data),
  });
  try {
    reader.push(input);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  const first = new Source({ seq: 1, ts: 1, ssrc: 1 });
  const { path, clock } = createPath(first);
  const reports = new ReceptionReports(description, TCP, () => {});
  const mapping = new ChannelMapping(TCP, [8, 9, undefined, undefined]);
  const publish = (): void => {
    for (const data of frames) {
      clock.ms += random.integer(4_000);
      reports.receive(data, clock.ms);
      path.publish(Buffer.from(data));
      wholeFrames(mapping.apply(data));
    }
  };
  publish();
  path.joinPoint();
  path.hold();
  path.resume(new Source({ seq: 9, ts: 9, ssrc: 9 }).describe());
  publish();
  path.end('over');
}
