import { box, fullBox, u32, u64 } from './box.js';

/**
 * A movie fragment and its media data: for each track samples that follow one another. ISO/IEC 14496-12 8.8. Tracks without samples
 * are to be left out.
 */
export function fragment(sequence: number, tracks: readonly TrackRun[]): Buffer[] {
  const payloads = tracks.map(({ samples }) => samples.map(({ data }) => data));
  // The place of the data is told from the beginning of the fragment, whose size does not depend on it.
  const draft = movieFragment(
    sequence,
    tracks,
    tracks.map(() => 0),
  );
  let offset = draft.length + MEDIA_HEADER_BYTES;
  const offsets = payloads.map((data) => {
    const start = offset;
    offset += sizeOf(data);
    return start;
  });
  const mediaHeader = Buffer.allocUnsafe(MEDIA_HEADER_BYTES);
  mediaHeader.writeUInt32BE(offset - draft.length, 0);
  mediaHeader.write('mdat', 4, 4, 'latin1');
  return [movieFragment(sequence, tracks, offsets), mediaHeader, ...payloads.flat()];
}

export interface TrackRun {
  readonly track: number;
  /** Decoding time of the first sample, in units of the track. */
  readonly startUnits: number;
  /** At least one. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly data: Buffer;
  /** Until the next one is decoded, in units of the track. */
  readonly durationUnits: number;
  /** From when it is decoded to when it is shown; may be negative. */
  readonly offsetUnits: number;
  /** Whether a decoder can begin here. */
  readonly isSync: boolean;
}

const MEDIA_HEADER_BYTES = 8;

function movieFragment(sequence: number, tracks: readonly TrackRun[], offsets: readonly number[]): Buffer {
  const fragments = tracks.map((run, index) => trackFragment(run, offsets[index] ?? 0));
  return box('moof', fullBox('mfhd', 0, 0, u32(sequence)), ...fragments);
}

function trackFragment({ track, startUnits, samples }: TrackRun, offset: number): Buffer {
  const table = Buffer.allocUnsafe(samples.length * 16);
  for (const [index, { data, durationUnits, offsetUnits, isSync }] of samples.entries()) {
    table.writeUInt32BE(durationUnits, index * 16);
    table.writeUInt32BE(data.length, index * 16 + 4);
    table.writeUInt32BE(isSync ? SYNC_SAMPLE : OTHER_SAMPLE, index * 16 + 8);
    table.writeInt32BE(offsetUnits, index * 16 + 12);
  }
  return box(
    'traf',
    fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(track)),
    fullBox('tfdt', 1, 0, u64(startUnits)),
    fullBox('trun', 1, TOLD_OF_SAMPLES, u32(samples.length, offset), table),
  );
}

/** 8.8.7 */
const DEFAULT_BASE_IS_MOOF = 0x020000;
/** 8.8.8: the place of the data; of each sample its duration, size, flags and offset */
const TOLD_OF_SAMPLES = 0x000f01;
/** 8.8.3.1: depends on no other sample; depends on others and is no sync sample */
const SYNC_SAMPLE = 0x02000000;
const OTHER_SAMPLE = 0x01010000;

function sizeOf(data: readonly Buffer[]): number {
  return data.reduce((sum, { length }) => sum + length, 0);
}
