/** Reads `500ms`, `10s`, `5m`, `2h` as milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text);
  const factor = FACTORS_MS[match?.[2] ?? ''];
  return factor === undefined ? undefined : Math.round(Number(match?.[1]) * factor);
}

/** The inverse, in the largest unit that is whole. */
export function formatDuration(ms: number): string {
  const [unit, factor] = Object.entries(FACTORS_MS).findLast(([, candidate]) => ms % candidate === 0) ?? [
    'ms',
    1,
  ];
  return `${ms / factor}${unit}`;
}

const FACTORS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
