import { execa } from 'execa';
import type { FfmpegProblem, FoundFfmpeg } from './find-ffmpeg.js';

/** What one FFmpeg can do. */
export interface FfmpegInventory {
  /** Null for a build that names no release, such as one of a day's source. */
  readonly version: { readonly major: number; readonly minor: number } | null;
  /** By FFmpeg's names, such as `libx264`. */
  readonly encoders: ReadonlySet<string>;
  readonly decoders: ReadonlySet<string>;
  /** That it can read from, such as `rtmps`. */
  readonly protocols: ReadonlySet<string>;
}

/** Asks FFmpeg what it can do. To be called once for each binary: it takes three runs of 0.1 s, at the same time. */
export async function readInventory({
  path,
  version,
}: FoundFfmpeg): Promise<FfmpegInventory | FfmpegProblem> {
  const [encoders, decoders, protocols] = await Promise.all(
    ['-encoders', '-decoders', '-protocols'].map(async (question) => {
      const result = await execa(path, ['-hide_banner', question], {
        reject: false,
        timeout: 10_000,
        stdin: 'ignore',
      });
      return result.exitCode === 0 ? result.stdout : '';
    }),
  );
  const inventory: FfmpegInventory = {
    version: parseVersion(version),
    encoders: parseCodecs(encoders ?? ''),
    decoders: parseCodecs(decoders ?? ''),
    protocols: parseProtocols(protocols ?? ''),
  };
  if (inventory.encoders.size > 0 && inventory.decoders.size > 0 && inventory.protocols.size > 0)
    return inventory;
  return {
    problem: `${path} does not tell its encoders, decoders and protocols.`,
    remedy: 'Reinstall it, or name another with --ffmpeg PATH.',
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

/** The names below `Input:`, down to `Output:`. */
export function parseProtocols(text: string): Set<string> {
  const list = /^Input:\n([\s\S]*?)^Output:/m.exec(text)?.[1] ?? '';
  return new Set(
    list
      .split('\n')
      .map((line) => line.trim())
      .filter((name) => name !== ''),
  );
}

/** H.265 in RTMP (Enhanced RTMP, FourCC `hvc1`) is read since FFmpeg 6.1. */
export function canReadH265OverRtmp(version: FfmpegInventory['version']): boolean {
  // A build without a release number is most often newer than any release.
  return version === null || version.major > 6 || (version.major === 6 && version.minor >= 1);
}
