import type { TrackKind } from '../../state/control-protocol.js';
import { type AmfObject, type AmfValue, decodeAmf0, decodeFirstAmf0, isAmfObject } from './amf0.js';
import { RtmpError } from './rtmp-error.js';

/**
 * Reads a data message. `@setDataFrame` is an order to the server (Adobe RTMP 1.0 leaves it to FMS): players get
 * what follows it. Undefined when it does not begin with a name.
 */
export function readDataMessage(payload: Buffer): DataMessage | undefined {
  try {
    const first = decodeFirstAmf0(payload);
    if (typeof first.value !== 'string') return undefined;
    if (first.value === '@clearDataFrame') return { role: 'metadata-cleared', announced: null, payload };
    const content = first.value === '@setDataFrame' ? payload.subarray(first.end) : payload;
    const name = decodeFirstAmf0(content);
    if (name.value !== 'onMetaData') return { role: 'frame', announced: null, payload: content };
    return { role: 'metadata', announced: announcedKinds(content, name.end), payload: content };
  } catch (error) {
    if (error instanceof RtmpError) return undefined;
    throw error;
  }
}

export interface DataMessage {
  readonly role: 'metadata' | 'metadata-cleared' | 'frame';
  readonly announced: readonly TrackKind[] | null;
  readonly payload: Buffer;
}

/** What comes after the name may be odd (a missing end mark): players get it all the same, we just learn nothing. */
function announcedKinds(content: Buffer, offset: number): readonly TrackKind[] | null {
  let values: readonly AmfValue[];
  try {
    values = decodeAmf0(content, offset);
  } catch (error) {
    if (error instanceof RtmpError) return null;
    throw error;
  }
  const metadata = values.find(isAmfObject);
  if (metadata === undefined) return null;
  const kinds: TrackKind[] = [];
  if (saysVideo(metadata)) kinds.push('video');
  if (saysAudio(metadata)) kinds.push('audio');
  return kinds.length === 0 ? null : kinds;
}

function saysVideo(metadata: AmfObject): boolean {
  return names(metadata['videocodecid']) || metadata['hasVideo'] === true;
}

/** 0 is both "PCM" and what some encoders write for "none": then the sample rate decides. */
function saysAudio(metadata: AmfObject): boolean {
  const id = metadata['audiocodecid'];
  return names(id) || metadata['hasAudio'] === true || (id === 0 && names(metadata['audiosamplerate']));
}

/** FFmpeg and OBS write a number (Enhanced RTMP: the FourCC as one), Flash encoders a string. */
function names(value: AmfValue): boolean {
  return typeof value === 'number'
    ? value > 0
    : typeof value === 'string' && value !== '' && value !== 'none';
}
