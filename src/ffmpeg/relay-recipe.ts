import { createHash } from 'node:crypto';
import type { Source, StreamSpec } from '../state/stream.js';
import { chooseForRelay } from './choose-ffmpeg.js';
import { needsInspection } from './resolve-media.js';
import type { UsableFfmpegs } from './usable-ffmpeg.js';

/**
 * Hash of how this router would relay a stream: FFmpeg's path and version, and its arguments without the addresses. Two
 * routers with one recipe run the same command for the same lines of the file; after an upgrade it may differ.
 */
export function relayRecipe(spec: StreamSpec, source: Source, ffmpegs: UsableFfmpegs): string {
  const scheme = source.kind === 'push' ? 'rtmp' : source.url.slice(0, source.url.indexOf(':'));
  const job = { spec, input: `${scheme}://input`, output: 'rtsp://output', publisher: null };
  const { ffmpeg, command } = chooseForRelay(job, ffmpegs, null);
  // Which of them it is where the source decides is not known before.
  const others = needsInspection(spec) ? ffmpegs.filter((other) => other !== ffmpeg) : [];
  const relevant = [
    ...[ffmpeg.path, ffmpeg.inventory.version, command],
    ...others.flatMap(({ path, inventory }) => [path, inventory.version]),
  ];
  return createHash('sha256').update(JSON.stringify(relevant)).digest('hex').slice(0, 16);
}
