/** Reads `800k`, `2M`, `1.5M` as bits per second; undefined for anything else. */
export function parseBitRate(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)([kM])$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * (match[2] === 'M' ? 1_000_000 : 1_000));
}

/** The inverse, in the largest unit that is whole; a number of bits where none is. */
export function formatBitRate(bitsPerSecond: number): string {
  if (bitsPerSecond % 1_000_000 === 0) return `${bitsPerSecond / 1_000_000}M`;
  return bitsPerSecond % 1_000 === 0 ? `${bitsPerSecond / 1_000}k` : String(bitsPerSecond);
}
