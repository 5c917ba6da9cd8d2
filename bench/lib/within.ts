import { setTimeout as delay } from 'node:timers/promises';

/** The result of `work`; rejects when it takes longer than `boundMs`. */
export async function within<T>(boundMs: number, what: string, work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const bound = delay(boundMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`timed out after ${boundMs / 1000} s: ${what}`);
  });
  try {
    return await Promise.race([work, bound]);
  } finally {
    bound.catch(() => {}); // it is of no use any more, and aborting rejects it
    late.abort();
  }
}

/** Asks every {@link POLL_MS} until there is an answer; rejects after `boundMs`. For what nobody tells of. */
export async function eventually<T>(boundMs: number, what: string, ask: () => T | undefined): Promise<T> {
  for (const deadlineMs = performance.now() + boundMs; performance.now() < deadlineMs; ) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await delay(POLL_MS);
  }
  throw new Error(`timed out after ${boundMs / 1000} s: ${what}`);
}

const POLL_MS = 10;
