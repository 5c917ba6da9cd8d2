import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isLive } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { nextStill } from './still-queue.js';
import './still-picture.css';

/** Whether any stream has shown a picture since the page was opened. Before, no room is kept for them. */
export const hasStills = signal(false);

/** The last key frame of a stream, refreshed sparingly, and only while it can be seen. Nothing where there is none. */
export function StillPicture({ name, refreshMs, onChange }: StillPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isThere, setThere] = useState(false);
  const live = isLive.value;
  useEffect(() => {
    const element = canvas.current;
    if (element === null || !live) return;
    const stop = new AbortController();
    let etag: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let patienceMs = FIRST_PATIENCE_MS;
    const look = async (): Promise<void> => {
      let delayMs = refreshMs;
      if (document.visibilityState === 'visible') {
        const still = await nextStill(name, etag, stop.signal).catch(() => ({ kind: 'same' }) as const);
        if (stop.signal.aborted) return;
        if (still.kind === 'picture') {
          etag = still.etag;
          draw(element, still.bitmap);
          hasStills.value = true;
          patienceMs = FIRST_PATIENCE_MS;
        }
        if (still.kind === 'picture' || still.kind === 'none') {
          setThere(still.kind === 'picture');
          onChange?.(still.kind === 'picture');
        }
        if (still.kind === 'none' || still.kind === 'later') {
          // Of a stream that has only begun there is one in a moment; of others there may never be one.
          delayMs = patienceMs;
          patienceMs = Math.min(2 * patienceMs, NONE_MS);
        }
      }
      timer = setTimeout(() => void look(), delayMs);
    };
    // Rows that only fly by while somebody scrolls are asked for nothing.
    timer = setTimeout(() => void look(), SETTLED_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [name, live, refreshMs]);
  return (
    <canvas
      ref={canvas}
      class={`still-picture ${isThere ? 'is-there' : ''}`}
      role="img"
      aria-label={t().picture.still(name)}
      aria-hidden={!isThere}
      width={16}
      height={9}
    />
  );
}

interface StillPictureProps {
  readonly name: string;
  readonly refreshMs: number;
  /** Called with whether there is a picture, each time that it was looked for. */
  readonly onChange?: (isThere: boolean) => void;
}

const SETTLED_MS = 250;
const FIRST_PATIENCE_MS = 1_000;
const NONE_MS = 30_000;

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  // No more pixels than are seen.
  const scale = Math.min(1, (canvas.clientWidth * window.devicePixelRatio) / bitmap.width || 1);
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}
