/** The slim FFmpeg of the image, for tests and measurements on this machine: the target `ffmpeg` of the Dockerfile, in .cache/. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from './build-image.mjs';
import { ROOT } from './setup.mjs';

const FOLDER = join(ROOT, '.cache', 'slim-ffmpeg');
const INPUTS = ['Dockerfile', 'docker/fetch-ffmpeg.sh', 'docker/build-ffmpeg.sh'];

/** Answers its path, or `{ problem }`. It is built when there is none of the files as they are. */
export function ensureSlimFfmpeg() {
  const path = join(FOLDER, 'ffmpeg');
  const stamp = join(FOLDER, 'built-from');
  const hash = createHash('sha256');
  for (const file of INPUTS) hash.update(ffmpegPart(file, readFileSync(join(ROOT, file), 'utf8')));
  const wanted = hash.digest('hex');
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return path;
  mkdirSync(FOLDER, { recursive: true });
  const built = buildImage('ffmpeg', { output: FOLDER });
  if (typeof built !== 'string') return built;
  writeFileSync(stamp, wanted);
  return path;
}

/** Of the Dockerfile what stands before the router. */
function ffmpegPart(file, text) {
  return file === 'Dockerfile' ? text.slice(0, text.indexOf(' AS build\n')) : text;
}
