import { execa } from 'execa';
import type { FoundFfmpeg } from './find-ffmpeg.js';

/** What one FFmpeg can do. */
export interface FfmpegInventory {
  /** Null for a build that names no release, such as one of a day's source. */
  readonly version: { readonly major: number; readonly minor: number } | null;
  /** By FFmpeg's names, such as `libx264`. */
  readonly encoders: ReadonlySet<string>;
}

/**
 * Asks FFmpeg what it can do; to be called once for each binary. What it does not tell it does not have; one that was built
 * for copying only has no encoder.
 */
export async function readInventory({ path, version }: FoundFfmpeg): Promise<FfmpegInventory> {
  const result = await execa(path, ['-hide_banner', '-encoders'], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  return {
    version: parseVersion(version),
    encoders: parseCodecs(result.exitCode === 0 ? result.stdout : ''),
  };
}

/** `5.1.9-0+deb12u1`, `n7.1-2-gabc`; null for `N-112233-gabc`. */
export function parseVersion(version: string): FfmpegInventory['version'] {
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** The names below the line of dashes: ` V....D libx264              libx264 H.264 …`. */
export function parseCodecs(text: string): Set<string> {
  const [, list = ''] = text.split(/^ -+$/m);
  return new Set([...list.matchAll(/^ [A-Z.]{6} (\S+)/gm)].map(([, name = '']) => name));
}

/** H.265 in RTMP (Enhanced RTMP, FourCC `hvc1`) is read since FFmpeg 6.1. */
export function canReadH265OverRtmp(version: FfmpegInventory['version']): boolean {
  // A build without a release number is most often newer than any release.
  return version === null || version.major > 6 || (version.major === 6 && version.minor >= 1);
}
