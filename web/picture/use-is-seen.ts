import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Whether an element is on the screen, of a tab that is. Somebody who looks away for a moment is not noticed. */
export function useIsSeen(ref: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(true);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    let isInWindow = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (isInWindow && document.visibilityState === 'visible') setSeen(true);
      else timer = setTimeout(() => setSeen(false), AWAY_MS);
    };
    const observer = new IntersectionObserver(([entry]) => {
      isInWindow = entry?.isIntersecting ?? true;
      look();
    });
    observer.observe(element);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [ref]);
  return isSeen;
}

const AWAY_MS = 3_000;
