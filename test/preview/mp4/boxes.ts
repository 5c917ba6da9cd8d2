/** Reads MP4 back: what tests want to know of it. Throws when sizes don't fit together. */
export function readBoxes(data: Buffer): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let offset = 0; offset < data.length; ) {
    const sizeBytes = data.readUInt32BE(offset);
    if (sizeBytes < 8 || offset + sizeBytes > data.length) throw new Error(`a box of ${sizeBytes} bytes`);
    boxes.push({
      type: data.toString('latin1', offset + 4, offset + 8),
      start: offset,
      content: data.subarray(offset + 8, offset + sizeBytes),
    });
    offset += sizeBytes;
  }
  return boxes;
}

/** The content of the first box at a path such as `moov/mvex/mehd`. */
export function find(data: Buffer, path: string): Buffer {
  let content = data;
  for (const type of path.split('/')) {
    const found = readBoxes(content).find((box) => box.type === type);
    if (found === undefined) throw new Error(`no ${type} of ${path}`);
    content = found.content;
  }
  return content;
}

/** All samples of all fragments, in order. */
export function readSamples(data: Buffer): ReadSample[] {
  return readBoxes(data)
    .filter(({ type }) => type === 'moof')
    .flatMap(({ start, content }) =>
      readBoxes(content)
        .filter(({ type }) => type === 'traf')
        .flatMap(({ content: traf }) => readRun(data, start, traf)),
    );
}

function readRun(data: Buffer, moofStart: number, traf: Buffer): ReadSample[] {
  const track = find(traf, 'tfhd').readUInt32BE(4);
  const run = find(traf, 'trun');
  let decoded = Number(find(traf, 'tfdt').readBigUInt64BE(4));
  let offset = moofStart + run.readInt32BE(8);
  return Array.from({ length: run.readUInt32BE(4) }, (_none, index) => {
    const at = 12 + 16 * index;
    const durationUnits = run.readUInt32BE(at);
    const end = offset + run.readUInt32BE(at + 4);
    const sample = {
      track,
      decoded,
      durationUnits,
      isSync: run.readUInt32BE(at + 8) === 0x02000000,
      shown: decoded + run.readInt32BE(at + 12),
      text: data.toString('latin1', offset, end),
    };
    decoded += durationUnits;
    offset = end;
    return sample;
  });
}

interface Mp4Box {
  readonly type: string;
  readonly start: number;
  readonly content: Buffer;
}

export interface ReadSample {
  readonly track: number;
  readonly decoded: number;
  readonly durationUnits: number;
  readonly isSync: boolean;
  readonly shown: number;
  readonly text: string;
}
