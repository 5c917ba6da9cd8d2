/**
 * Does something that can wait when nobody scrolls, a little at a time, so that the page never stands still for it. Answers how to take
 * it back.
 */
export function whenCalm(action: () => void): () => void {
  waiting.add(action);
  schedule();
  return () => {
    waiting.delete(action);
  };
}

const waiting = new Set<() => void>();
let isScheduled = false;
let lastScrollMs = 0;

/** Of the time between two frames, most is left to the browser. */
const SLICE_MS = 6;
const CALM_MS = 150;
const PAUSE_MS = 16;

window.addEventListener(
  'scroll',
  () => {
    lastScrollMs = performance.now();
  },
  { passive: true, capture: true },
);

function schedule(): void {
  if (isScheduled || waiting.size === 0) return;
  isScheduled = true;
  setTimeout(work, Math.max(PAUSE_MS, lastScrollMs + CALM_MS - performance.now()));
}

function work(): void {
  isScheduled = false;
  const startMs = performance.now();
  if (startMs - lastScrollMs >= CALM_MS) {
    for (const action of waiting) {
      waiting.delete(action);
      action();
      if (performance.now() - startMs > SLICE_MS) break;
    }
  }
  schedule();
}
