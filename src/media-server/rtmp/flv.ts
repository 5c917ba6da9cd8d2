import { audioCodecName, fourCcCodecName, videoCodecName } from './codecs.js';

/** What an audio or video message is, as far as a relay must know. */
export interface FlvTag {
  readonly role: FlvRole;
  /** Tells apart the headers of a stream: a newer one replaces the one with the same slot. */
  readonly slot: string;
  /** The tracks that the message is about; empty when it does not say (a command frame). */
  readonly tracks: readonly FlvTrack[];
}

/** `header`: a sequence header, or what a decoder needs just like one. */
export type FlvRole = 'header' | 'key-frame' | 'frame';

export interface FlvTrack {
  /** 0 unless the publisher sends several tracks of a kind. */
  readonly id: number;
  readonly codec: string;
}

/** Adobe FLV 10.1, E.4.3; Enhanced RTMP v1 and v2, "Enhanced Video". Undefined when it is cut or senseless. */
export function readVideoTag(payload: Buffer): FlvTag | undefined {
  const first = payload[0];
  if (first === undefined) return undefined;
  if ((first & 0x80) !== 0) return readEnhanced(payload, 'video', (first >> 4) & 7);

  const frameType = first >> 4;
  const codecId = first & 0x0f;
  if (frameType === VIDEO_COMMAND_FRAME) return { role: 'frame', slot: 'video', tracks: [] };
  const tracks = [{ id: 0, codec: videoCodecName(codecId) }];
  const isKey = frameType === VIDEO_KEY_FRAME || frameType === VIDEO_GENERATED_KEY_FRAME;
  if (codecId !== 7 && codecId !== 12 && codecId !== 13) {
    return { role: isKey ? 'key-frame' : 'frame', slot: 'video', tracks };
  }
  // E.4.3.1, AVCPacketType: 0 sequence header, 1 NAL units, 2 end of sequence.
  const packetType = payload[1];
  if (packetType === undefined) return undefined;
  if (packetType === 0) return { role: 'header', slot: 'video', tracks };
  return { role: isKey && packetType === 1 ? 'key-frame' : 'frame', slot: 'video', tracks };
}

/** Adobe FLV 10.1, E.4.2; Enhanced RTMP v2, "Enhanced Audio". Undefined when it is cut or senseless. */
export function readAudioTag(payload: Buffer): FlvTag | undefined {
  const first = payload[0];
  if (first === undefined) return undefined;
  const soundFormat = first >> 4;
  if (soundFormat === AUDIO_EX_HEADER) return readEnhanced(payload, 'audio', 0);
  const tracks = [{ id: 0, codec: audioCodecName(soundFormat) }];
  if (soundFormat !== AUDIO_AAC) return { role: 'frame', slot: 'audio', tracks };
  // E.4.2.2, AACPacketType: 0 sequence header, 1 raw.
  const packetType = payload[1];
  if (packetType === undefined) return undefined;
  return { role: packetType === 0 ? 'header' : 'frame', slot: 'audio', tracks };
}

const VIDEO_KEY_FRAME = 1;
const VIDEO_GENERATED_KEY_FRAME = 4;
const VIDEO_COMMAND_FRAME = 5;
const AUDIO_AAC = 10;
const AUDIO_EX_HEADER = 9;

/** Enhanced RTMP v2, VideoPacketType and AudioPacketType: they agree where both have a meaning. */
const packet = {
  sequenceStart: 0,
  codedFrames: 1,
  sequenceEnd: 2,
  codedFramesX: 3,
  /** Video: colour information. Audio: MultichannelConfig. Decoders need both. */
  metadata: 4,
  mpeg2TsSequenceStart: 5,
} as const;
const MODEX = 7;
const MULTITRACK = { video: 6, audio: 5 } as const;
const MULTITRACK_ONE_TRACK = 0;
const MULTITRACK_MANY_CODECS = 2;
const MAX_TRACKS_PER_MESSAGE = 16;

function readEnhanced(payload: Buffer, kind: 'video' | 'audio', frameType: number): FlvTag | undefined {
  let packetType = payload.readUInt8(0) & 0x0f;
  let position = 1;
  while (packetType === MODEX) {
    const end = skipModEx(payload, position);
    if (end === undefined) return undefined;
    packetType = payload.readUInt8(end) & 0x0f;
    position = end + 1;
  }
  if (kind === 'video' && frameType === VIDEO_COMMAND_FRAME && packetType !== packet.metadata) {
    return { role: 'frame', slot: kind, tracks: [] };
  }
  const multitrack = packetType === MULTITRACK[kind];
  let tracks: readonly FlvTrack[] | undefined;
  if (multitrack) {
    const byte = payload[position];
    if (byte === undefined) return undefined;
    packetType = byte & 0x0f;
    tracks = readTracks(payload, position + 1, byte >> 4);
  } else {
    const codec = readFourCc(payload, position);
    tracks = codec === undefined ? undefined : [{ id: 0, codec }];
  }
  const lead = tracks?.[0];
  if (tracks === undefined || lead === undefined) return undefined;
  const slot = multitrack ? `${kind}-${tracks.map((track) => track.id).join('-')}` : kind;
  return withRole(kind, packetType, frameType, slot, tracks);
}

function withRole(
  kind: 'video' | 'audio',
  packetType: number,
  frameType: number,
  slot: string,
  tracks: readonly FlvTrack[],
): FlvTag {
  switch (packetType) {
    case packet.sequenceStart:
      return { role: 'header', slot, tracks };
    case packet.mpeg2TsSequenceStart:
      return { role: kind === 'video' ? 'header' : 'frame', slot, tracks };
    case packet.metadata:
      return { role: 'header', slot: `${slot}-metadata`, tracks };
    case packet.codedFrames:
    case packet.codedFramesX:
      return {
        role: kind === 'video' && frameType === VIDEO_KEY_FRAME ? 'key-frame' : 'frame',
        slot,
        tracks,
      };
    default:
      // sequenceEnd, and what later versions add: passed on, never kept
      return { role: 'frame', slot, tracks };
  }
}

/** ModEx: UI8 size − 1 (255: UI16 size − 1 follows), that many bytes, then the byte with the next packet type. */
function skipModEx(payload: Buffer, start: number): number | undefined {
  const short = payload[start];
  if (short === undefined) return undefined;
  let position = start + 1;
  let sizeBytes = short + 1;
  if (sizeBytes === 256) {
    if (position + 2 > payload.length) return undefined;
    sizeBytes = payload.readUInt16BE(position) + 1;
    position += 2;
  }
  position += sizeBytes;
  return position < payload.length ? position : undefined;
}

/** Multitrack: [FourCC] then per track [FourCC] UI8 id [UI24 size, body]. */
function readTracks(payload: Buffer, start: number, multitrackType: number): FlvTrack[] | undefined {
  const tracks: FlvTrack[] = [];
  const manyCodecs = multitrackType === MULTITRACK_MANY_CODECS;
  let codec = manyCodecs ? undefined : readFourCc(payload, start);
  let position = manyCodecs ? start : start + 4;
  while (position < payload.length && tracks.length < MAX_TRACKS_PER_MESSAGE) {
    if (manyCodecs) {
      codec = readFourCc(payload, position);
      position += 4;
    }
    const id = payload[position];
    if (codec === undefined || id === undefined) return undefined;
    tracks.push({ id, codec });
    if (multitrackType === MULTITRACK_ONE_TRACK) return tracks;
    if (position + 4 > payload.length) return undefined;
    position += 4 + payload.readUIntBE(position + 1, 3);
  }
  return tracks;
}

function readFourCc(payload: Buffer, position: number): string | undefined {
  if (position + 4 > payload.length) return undefined;
  return fourCcCodecName(payload.toString('latin1', position, position + 4));
}
