import { useEffect } from 'preact/hooks';
import { isLive, routerStatus } from '../connection/status.js';
import { hasStills } from './still-picture.js';
import { nextStill } from './still-queue.js';

/** Finds out, with one running stream after the other, whether there are pictures at all; until then no room is kept for them. */
export function useStillAvailability(): void {
  const isWanted = isLive.value && !hasStills.value;
  useEffect(() => {
    if (!isWanted) return;
    const stop = new AbortController();
    let round = 0;
    const look = async (): Promise<void> => {
      const running = routerStatus.peek()?.streams.filter(({ phase }) => phase === 'running') ?? [];
      const stream = running[round % Math.max(1, running.length)];
      round += 1;
      if (stream === undefined || document.visibilityState !== 'visible') return;
      const still = await nextStill(stream.name, null, stop.signal).catch(() => null);
      if (still?.kind !== 'picture' || stop.signal.aborted) return;
      still.bitmap.close();
      hasStills.value = true;
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [isWanted]);
}

const LOOK_MS = 3_000;
