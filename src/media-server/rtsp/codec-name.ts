/** The field's usual name of an RTP encoding name (upper case); one that isn't known is its own name. */
export function codecName(encoding: string): string {
  return names.get(encoding) ?? encoding;
}

const names = new Map([
  ['HEVC', 'H265'],
  ['MPEG4-GENERIC', 'AAC'],
  ['MP4A-LATM', 'AAC'],
  ['OPUS', 'Opus'],
  ['PCMU', 'G711U'],
  ['PCMA', 'G711A'],
  // RTP doesn't say which layer it is: MP2 and MP3 are both MPA.
  ['MPA-ROBUST', 'MP3'],
  ['JPEG', 'MJPEG'],
  ['MPV', 'MPEG2'],
  ['MP4V-ES', 'MPEG4'],
  ['MP2T', 'MPEG-TS'],
  ['H263-1998', 'H263'],
  ['H263-2000', 'H263'],
  ['VORBIS', 'Vorbis'],
  ['THEORA', 'Theora'],
  ['SPEEX', 'Speex'],
]);
