/** What the guard says of a change, in a sentence. */
export function guardText({
  stops,
  running,
}: {
  readonly stops: readonly string[];
  readonly running: number;
}): string {
  const shown = stops.slice(0, SHOWN).join(', ');
  const more = stops.length > SHOWN ? ` and ${stops.length - SHOWN} more` : '';
  return `It would stop ${stops.length} of ${running} running streams (${shown}${more}), more than guard.maxStopShare lets pass.`;
}

const SHOWN = 10;
