import { formatParameter } from './rtp/parameter-sets.js';
import type { MediaDescription, SessionDescription } from './sdp.js';

/**
 * Why readers that were told `before` can't go on with packets of `after`, or undefined when they can: then only what a
 * video decoder learns in band differs.
 */
export function trackDifference(before: SessionDescription, after: SessionDescription): string | undefined {
  if (before.medias.length !== after.medias.length) {
    return `${before.medias.length} tracks became ${after.medias.length}`;
  }
  for (const [index, media] of before.medias.entries()) {
    const other = after.medias[index];
    const difference = other === undefined ? undefined : mediaDifference(media, other);
    if (difference !== undefined) return `track ${index + 1}: ${difference}`;
  }
  return undefined;
}

function mediaDifference(before: MediaDescription, after: MediaDescription): string | undefined {
  const unlike = (what: string, read: (media: MediaDescription) => string): string | undefined =>
    read(before) === read(after) ? undefined : `${what} ${read(before)} became ${read(after)}`;
  return (
    unlike('kind', ({ kind }) => kind) ??
    unlike('codec', ({ encoding }) => encoding) ??
    (before.clockRateHz === undefined ? 'its clock rate is unknown' : undefined) ??
    unlike('clock rate', ({ clockRateHz }) => `${clockRateHz}`) ??
    unlike('channels', ({ channels }) => `${channels}`) ??
    unlike('payload type', ({ payloadType }) => payloadType) ??
    unlike('format', formatOf)
  );
}

/** What the parameters say that can't be said again in band. */
function formatOf({ encoding, formatParameters }: MediaDescription): string {
  switch (encoding) {
    case 'H264':
      return `packetization-mode=${formatParameter(formatParameters, 'packetization-mode') ?? '0'}`;
    case 'H265':
    case 'HEVC':
      return `sprop-max-don-diff=${formatParameter(formatParameters, 'sprop-max-don-diff') ?? '0'}`;
    default:
      return (formatParameters ?? '')
        .split(';')
        .map((part) => withoutEmptyExtension(part.replaceAll(/\s/g, '').toLowerCase()))
        .sort()
        .join(';');
  }
}

/**
 * ISO/IEC 14496-3 1.6.5: FFmpeg's AAC encoder ends its configuration with a sync extension that says "no SBR"; other
 * encoders of the same format leave it out.
 */
function withoutEmptyExtension(parameter: string): string {
  return parameter.replace(/^(config=[0-9a-f]{4})56e500$/, '$1');
}
