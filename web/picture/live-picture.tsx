import { useEffect, useRef, useState } from 'preact/hooks';
import { streamPath } from '../api/request.js';
import { t } from '../i18n/text.js';
import { LiveFault, playLive } from './live-player.js';
import { useIsSeen } from './use-is-seen.js';
import './live-picture.css';

/** The live picture, muted at first, as long as it can be seen. */
export function LivePicture({ name }: { readonly name: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<LiveState>('connecting');
  const isSeen = useIsSeen(video);
  useEffect(() => {
    const element = video.current;
    if (element === null || !isSeen) return;
    const stop = new AbortController();
    const begun = (): void => setState('playing');
    element.addEventListener('playing', begun);
    void follow(element);
    return () => {
      element.removeEventListener('playing', begun);
      stop.abort();
    };

    /** A stream that was restarted begins anew. */
    async function follow(shown: HTMLVideoElement): Promise<void> {
      while (!stop.signal.aborted) {
        setState('connecting');
        const fault = await playLive(shown, streamPath(name, '/live.mp4'), stop.signal).catch(
          (error: unknown) => error,
        );
        if (stop.signal.aborted) return;
        if (fault instanceof LiveFault && fault.why === 'codec') {
          setState('codec');
          return;
        }
        setState(fault instanceof LiveFault ? fault.why : 'connecting');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }, [name, isSeen]);
  const said = state === 'playing' ? null : t().picture.states[state];
  return (
    <div class="live-picture">
      <video
        ref={video}
        aria-label={t().picture.live(name)}
        muted
        playsInline
        controls={state === 'playing'}
      />
      {said !== null && (
        <p class="live-picture-state" role="status">
          {said}
        </p>
      )}
    </div>
  );
}

type LiveState = 'connecting' | 'playing' | LiveFault['why'];

const RETRY_MS = 2_000;
