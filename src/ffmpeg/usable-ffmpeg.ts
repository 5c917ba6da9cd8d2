import { type FfmpegProblem, findFfmpeg } from './find-ffmpeg.js';
import { type FfmpegInventory, readInventory } from './inventory.js';

/** An FFmpeg that streams may run with. */
export interface UsableFfmpeg {
  /** Absolute. */
  readonly path: string;
  /** As it names itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
  readonly inventory: FfmpegInventory;
}

/** Those of this machine, the preferred one first; see docs/adr/0016. */
export type UsableFfmpegs = readonly [UsableFfmpeg, ...UsableFfmpeg[]];

/** Finds them and asks what they can do; see {@link findFfmpeg}. One that is named twice is there once. */
export async function findUsable(
  { ffmpeg, ffmpegFull }: NamedFfmpegs,
  environment: NodeJS.ProcessEnv,
): Promise<UsableFfmpegs | FfmpegProblem> {
  const preferred = await findOne(ffmpeg, '--ffmpeg', environment);
  if ('problem' in preferred || ffmpegFull === null) return 'problem' in preferred ? preferred : [preferred];
  const full = await findOne(ffmpegFull, '--ffmpeg-full', environment);
  if ('problem' in full) return full;
  return full.path === preferred.path ? [preferred] : [preferred, full];
}

/** Paths, or names to look for on PATH. */
export interface NamedFfmpegs {
  readonly ffmpeg: string;
  /** For what the other one cannot do; null: there is none. */
  readonly ffmpegFull: string | null;
}

async function findOne(
  command: string,
  option: string,
  environment: NodeJS.ProcessEnv,
): Promise<UsableFfmpeg | FfmpegProblem> {
  const found = await findFfmpeg(command, option, environment);
  return 'problem' in found ? found : { ...found, inventory: await readInventory(found) };
}
