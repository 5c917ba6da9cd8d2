/** Reads `512K`, `256M`, `1.5G` (powers of 1024) as bytes; undefined for anything else. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)([KMG])$/.exec(text);
  const factor = FACTORS[match?.[2] ?? ''];
  return factor === undefined ? undefined : Math.round(Number(match?.[1]) * factor);
}

/** The inverse, in the largest unit that is whole; a number of bytes where none is. */
export function formatByteSize(bytes: number): string {
  const found = Object.entries(FACTORS).findLast(([, factor]) => bytes % factor === 0);
  return found === undefined ? String(bytes) : `${bytes / found[1]}${found[0]}`;
}

const FACTORS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
