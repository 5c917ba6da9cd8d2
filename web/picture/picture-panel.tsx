import { useState } from 'preact/hooks';
import type { StreamStatus } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import { LivePicture } from './live-picture.js';
import { StillPicture } from './still-picture.js';

/** The picture of a stream: its last key frame, and on demand as it comes. Hidden where the router has none. */
export function PicturePanel({ stream }: { readonly stream: StreamStatus }) {
  const [isThere, setThere] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const text = t().picture;
  // What is being looked at goes on through a restart of its stream.
  if (stream.phase !== 'running' && !isPlaying) return null;
  return (
    <section class="panel" aria-label={text.title} hidden={!isThere}>
      <div class="panel-head">
        <h2>{text.title}</h2>
        <button type="button" class="button" onClick={() => setPlaying(!isPlaying)}>
          <Icon name={isPlaying ? 'stop' : 'play'} /> {isPlaying ? text.stop : text.start}
        </button>
      </div>
      {isPlaying ? (
        <LivePicture name={stream.name} />
      ) : (
        <StillPicture name={stream.name} refreshMs={REFRESH_MS} onChange={setThere} />
      )}
    </section>
  );
}

const REFRESH_MS = 5_000;
