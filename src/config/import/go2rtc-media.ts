import type { PlainValue } from '../edit/stream-edit.js';
import type { Go2rtcSource } from './go2rtc-source.js';

/** What becomes of the tracks of a source, as `video` and `audio` of a stream, and what of it cannot be said so. */
export function mediaOf({ isFfmpeg, parameters }: Go2rtcSource): {
  readonly media: Record<string, PlainValue>;
  readonly notes: readonly { readonly parameter: string; readonly remedy: string }[];
} {
  const media: Record<string, PlainValue> = {};
  const notes: { parameter: string; remedy: string }[] = [];
  const values = (name: string): string[] =>
    parameters.flatMap(([key, value]) => (key === name ? [value] : []));
  const encodes = isFfmpeg && (values('video').length > 0 || values('audio').length > 0);
  const [only] = values('media');
  if (only === 'video') media['audio'] = 'none';
  if (only === 'audio') media['video'] = 'none';
  if (encodes) {
    // What is not named is left out.
    for (const kind of ['video', 'audio'] as const) {
      const [first, ...more] = values(kind);
      const choice = first === undefined ? 'none' : choiceOf(kind, first);
      if (choice !== null && choice !== 'copy') media[kind] = choice;
      if (choice === null)
        notes.push({
          parameter: `#${kind}=${first}`,
          remedy: `Write "${kind}" of the stream; docs/streams-yaml.md has what there is.`,
        });
      for (const another of more)
        notes.push({ parameter: `#${kind}=${another}`, remedy: `A stream has one ${kind} here.` });
    }
    const [width, height] = [values('width')[0], values('height')[0]];
    const { video } = media;
    if (width !== undefined && height !== undefined && typeof video === 'object')
      media['video'] = { ...video, size: `${width}x${height}` };
    else if (width !== undefined || height !== undefined)
      notes.push({ parameter: '#width, #height', remedy: 'Write "size: 1280x720" into "video".' });
  }
  for (const [name, value] of parameters) {
    const remedy = REMEDIES[name];
    const isSaid =
      ['video', 'audio', 'media', 'width', 'height'].includes(name) ||
      (name === 'backchannel' && value === '0');
    if (!isSaid) notes.push({ parameter: `#${name}`, remedy: remedy ?? 'There is nothing like it here.' });
  }
  return { media, notes };
}

function choiceOf(kind: 'video' | 'audio', text: string): PlainValue | null {
  const [codec = '', rate] = text.split('/');
  if (codec === 'copy') return 'copy';
  if (kind === 'video') return codec === 'h264' || codec === 'h265' ? { codec } : null;
  const known = AUDIO_CODECS[codec];
  if (known === undefined) return null;
  return rate === undefined ? { codec: known } : { codec: known, sampleRate: Number(rate) };
}

const AUDIO_CODECS: Readonly<Record<string, string>> = {
  aac: 'aac',
  opus: 'opus',
  pcma: 'pcm_alaw',
  pcmu: 'pcm_mulaw',
};

const REMEDIES: Readonly<Record<string, string>> = {
  hardware: 'Write "encoder" into "video", such as { codec: h264, encoder: h264_vaapi }.',
  timeout: 'How long is waited for media is said by "stallTimeout" and "firstFrameTimeout".',
  transport: 'RTSP sources are read by TCP.',
  input: 'RTSP sources are read by TCP; further options go into "ffmpeg.inputArgs".',
  raw: 'Options that are allowed go into "ffmpeg.outputArgs".',
  header: 'Write it as ffmpeg: { inputArgs: [-headers, "NAME: VALUE"] }.',
  backchannel: 'Sound to the camera is not known here.',
};
