import type { Medium } from './medium.js';
import type { ConformancePlayer } from './players.js';
import type { ConformancePublisher } from './publishers.js';

/** What a player says of a cell that is played all the same. */
export function quirkOf(
  { id }: Medium,
  publisher: ConformancePublisher,
  player: ConformancePlayer,
): Quirk | undefined {
  const isAac = id.endsWith('aac') && publisher.id.startsWith('gstreamer') && publisher.over === 'rtsp';
  return isAac && player.title.startsWith('GStreamer') ? FIRST_AAC_UNIT : undefined;
}

/** A complaint of a player about a publisher's way that is there without a server between them as well. */
export interface Quirk {
  readonly line: RegExp;
  /** A sentence for the page. */
  readonly why: string;
}

const FIRST_AAC_UNIT: Quirk = {
  line: / libav :0:: |avdec_aac\d+> error: Audio decoding error/,
  why: 'Of the AAC that `rtspclientsink` sends (MP4A-LATM), GStreamer 1.22 cannot decode the first unit that it gets in the middle of a stream; between the two alone (`rtpmp4apay ! rtpmp4adepay`) it is the same. All that follows is decoded.',
};
