/** Fields for a log, with times (`…Ms`) in whole milliseconds: clocks count finer than anybody reads. */
export function wholeMilliseconds(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => {
    return [key, key.endsWith('Ms') && typeof value === 'number' ? Math.round(value) : value] as const;
  });
  return Object.fromEntries(entries);
}
