import { execa } from 'execa';
import type { FoundFfmpeg } from './find-ffmpeg.js';
import { schemeOf } from './input-protocols.js';

/** What one FFmpeg can do. */
export interface FfmpegInventory {
  /** Null for a build that names no release, such as one of a day's source. */
  readonly version: { readonly major: number; readonly minor: number } | null;
  /** By FFmpeg's names, such as `libx264`. */
  readonly encoders: ReadonlySet<string>;
  /** What it can read from, by FFmpeg's names, such as `rtmp`; null when it does not tell. */
  readonly protocols: ReadonlySet<string> | null;
}

/**
 * Asks FFmpeg what it can do; to be called once for each binary. What it does not tell it does not have; one that was built
 * for copying only has no encoder.
 */
export async function readInventory({ path, version }: FoundFfmpeg): Promise<FfmpegInventory> {
  const [encoders, protocols] = await Promise.all(['-encoders', '-protocols'].map((list) => ask(path, list)));
  return {
    version: parseVersion(version),
    encoders: parseCodecs(encoders ?? ''),
    protocols: parseProtocols(protocols ?? ''),
  };
}

async function ask(path: string, list: string): Promise<string> {
  const result = await execa(path, ['-hide_banner', list], {
    reject: false,
    timeout: 10_000,
    stdin: 'ignore',
  });
  return result.exitCode === 0 ? result.stdout : '';
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

/** The names between `Input:` and `Output:`, one a line; null where there are none. */
export function parseProtocols(text: string): Set<string> | null {
  const [, list = ''] = /^Input:\n([\s\S]*?)^Output:/m.exec(text) ?? [];
  const names = list.split('\n').map((line) => line.trim());
  return list === '' ? null : new Set(names.filter((name) => name !== ''));
}

/** Whether it reads addresses like this one. */
export function canRead(input: string, { protocols }: Pick<FfmpegInventory, 'protocols'>): boolean {
  const scheme = schemeOf(input);
  return protocols === null || protocols.has(CARRIERS[scheme] ?? scheme);
}

/** RTSP is no protocol to FFmpeg but a format, over these. */
const CARRIERS: Readonly<Record<string, string>> = { rtsp: 'tcp', rtsps: 'tls' };

/** H.265 in RTMP (Enhanced RTMP, FourCC `hvc1`) is read since FFmpeg 6.1. */
export function canReadH265OverRtmp(version: FfmpegInventory['version']): boolean {
  // A build without a release number is most often newer than any release.
  return version === null || version.major > 6 || (version.major === 6 && version.minor >= 1);
}
