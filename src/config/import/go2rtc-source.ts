/** A source as go2rtc writes it: `ffmpeg:ADDRESS#video=h264#hardware`. */
export interface Go2rtcSource {
  /** It is read, and possibly encoded, by FFmpeg. */
  readonly isFfmpeg: boolean;
  /** An address, or the name of another stream; with references as streams.yaml has them. */
  readonly address: string;
  /** What stands behind each `#`: the values by name, empty where there is none. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

export function parseGo2rtcSource(text: string): Go2rtcSource {
  const isFfmpeg = text.startsWith('ffmpeg:');
  const [address = '', ...parameters] = text.slice(isFfmpeg ? 'ffmpeg:'.length : 0).split('#');
  return {
    isFfmpeg,
    address: withReferences(address.trim())
      // Like rtsps, without a look at the certificate, which is what happens here too.
      .replace(/^rtspx:/, 'rtsps:')
      .replace(/^httpx:/, 'https:'),
    parameters: parameters.map((one) => {
      const at = one.indexOf('=');
      return at === -1 ? [one, ''] : [one.slice(0, at), one.slice(at + 1)];
    }),
  };
}

/** `${NAME:default}` is `${NAME:-default}` here. */
function withReferences(text: string): string {
  return text.replace(/\$\{([A-Za-z_]\w*):(?!-)([^}]*)\}/g, '$${$1:-$2}');
}
