/**
 * RFC 2326 12.29: Range: npt=from-[to], smpte…, clock=… Everything here is live and begins now, so what is asked for is only looked at for
 * whether it can be asked for. "malformed" is said of npt alone: nobody needs the others of a live stream.
 */
export function readRange(text: string): 'understood' | 'malformed' | 'unknown unit' {
  const { unit, range } = /^\s*(?<unit>[a-z0-9-]+)\s*=\s*(?<range>[^;]*)/i.exec(text)?.groups ?? {};
  if (unit === undefined || range === undefined) return 'malformed';
  const name = unit.toLowerCase();
  if (name === 'npt') return NPT_RANGE.test(range.trim()) ? 'understood' : 'malformed';
  return name === 'clock' || /^smpte(?:-25|-30-drop)?$/.test(name) ? 'understood' : 'unknown unit';
}

/** RFC 2326 3.6. What a live stream is always played from. */
export const LIVE_RANGE = 'npt=now-';

/** RFC 2326 3.6: "now", seconds, or hours, minutes and seconds. */
const NPT_TIME = String.raw`(?:now|\d+(?:\.\d*)?|\d+:\d{1,2}:\d{1,2}(?:\.\d*)?)`;
const NPT_RANGE = new RegExp(`^(?:${NPT_TIME}-(?:${NPT_TIME})?|-${NPT_TIME})$`, 'i');
