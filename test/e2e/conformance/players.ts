import { ffmpegOf } from '../support/players/ffmpeg.js';
import { gstreamerOf, hasGstreamer } from '../support/players/gstreamer.js';
import { hasOpencv, opencv } from '../support/players/opencv.js';
import type { Player, Track, Transport } from '../support/players/player.js';
import { hasVlc, vlc } from '../support/players/vlc.js';
import type { Medium } from './medium.js';
import type { Refusal } from './refusal.js';

/** A program that plays, and over what: a column of the table. */
export interface ConformancePlayer {
  readonly id: string;
  readonly title: string;
  readonly transport: Transport;
  /** Whether it is on this machine. */
  readonly isThere: boolean;
  player(tracks: readonly Track[]): Player;
  /** Whether this says that the program itself has failed before it played anything: then it is started anew. */
  readonly isFalseStart?: (said: string) => boolean;
  /** Those of its tracks that it decodes. */
  decodes(medium: Medium): readonly Track[];
  refuses(medium: Medium): Refusal | undefined;
}

export const players: readonly ConformancePlayer[] = (['tcp', 'udp', 'tls'] as const).flatMap(
  (transport): ConformancePlayer[] => {
    const column = (
      name: string,
      isThere: boolean,
      player: ConformancePlayer['player'],
    ): ConformancePlayer => ({
      id: `${name.toLowerCase()}-${transport}`,
      title: `${name}, ${transport.toUpperCase()}`,
      transport,
      isThere,
      player,
      decodes: ({ tracks }) => tracks,
      refuses: () => undefined,
    });
    return [
      // Time begins at the first sender report, and the other track may begin a little before.
      column('FFmpeg', true, (tracks) => ffmpegOf(tracks, 1)),
      { ...column('GStreamer', hasGstreamer, gstreamerOf), isFalseStart },
      { ...column('VLC', hasVlc, () => vlc), refuses: () => (transport === 'tls' ? NO_RTSPS : undefined) },
      { ...column('OpenCV', hasOpencv, () => opencv), decodes: () => ['video'], refuses: needsPicture },
    ];
  },
);

/**
 * Two tracks that come in one moment are one too many for gst-launch: its source says that there are no more while it still links the first
 * of them, so that one in some hundred starts has one track only.
 */
function isFalseStart(said: string): boolean {
  return said.includes('Delayed linking failed');
}

const NO_RTSPS: Refusal = {
  says: /no access modules matched/,
  why: 'VLC 3 has no module for `rtsps`: “no access modules matched”.',
};

function needsPicture({ tracks }: Medium): Refusal | undefined {
  if (tracks.includes('video')) return undefined;
  return {
    says: /OpenCV cannot open it/,
    why: 'OpenCV reads pictures alone, and opens nothing without any.',
  };
}
