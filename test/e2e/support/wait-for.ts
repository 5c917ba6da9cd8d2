import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until there is an answer and resolves with it. The bound is generous: it tells a hang from a slow machine and
 * measures nothing.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 30_000,
  describe: () => Promise<string> | string = () => '',
): Promise<T> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadlineMs)
      throw new Error(`waited ${withinMs} ms in vain for ${what} ${await describe()}`);
    await delay(20);
  }
}
