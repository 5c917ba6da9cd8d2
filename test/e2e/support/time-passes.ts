import { waitFor } from './wait-for.js';

/** Resolves when so much time has gone by: where it is the time itself in which something is to happen, or not. */
export async function timePasses(ms: number): Promise<void> {
  const untilMs = Date.now() + ms;
  await waitFor('some time', () => Date.now() >= untilMs || undefined, ms + 5_000);
}
