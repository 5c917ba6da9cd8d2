/**
 * `-protocol_whitelist` of an input: what FFmpeg needs to read it and nothing else, so that neither a playlist nor a
 * redirection can make it read files or other services of this machine. `file` is in none. The names are those that
 * FFmpeg asks its own layers for (tried with 5.1): RTMP opens `tcp`, RTMPS `tls` over `tcp`, RTSP media `rtp` over `udp`.
 */
export function protocolWhitelist(input: string): string {
  const scheme = schemeOf(input);
  return (WHITELISTS[scheme] ?? [scheme]).join(',');
}

/** In lower case, without the colon. */
export function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':')).toLowerCase();
}

/** A playlist names segments (`http`, `https`) and keys (`crypto` decrypts what it reads by the others). */
const HTTP = ['http', 'https', 'httpproxy', 'tcp', 'tls', 'crypto'];
const RTSP = ['rtsp', 'rtp', 'udp', 'tcp'];

const WHITELISTS: Readonly<Record<string, readonly string[]>> = {
  rtmp: ['rtmp', 'tcp'],
  rtmps: ['rtmps', 'tls', 'tcp'],
  rtsp: RTSP,
  rtsps: ['rtsps', ...RTSP, 'srtp', 'tls'],
  http: HTTP,
  https: HTTP,
  srt: ['srt'],
};
