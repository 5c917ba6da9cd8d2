import { type Medium, media } from './medium.js';
import { type ConformancePlayer, players } from './players.js';
import { type ConformancePublisher, publishers } from './publishers.js';
import type { Quirk, Refusal } from './refusal.js';

/** One of the table: who publishes what, and who plays it. */
export interface Cell {
  readonly medium: Medium;
  readonly publisher: ConformancePublisher;
  readonly player: ConformancePlayer;
  /** Why it cannot be; the publisher's reason counts before the player's. */
  readonly refusal: Refusal | undefined;
  readonly quirk: Quirk | undefined;
}

/** Every cell, in the order of the page. */
export const cells: readonly Cell[] = media.flatMap((medium) =>
  publishers.flatMap((publisher) =>
    players.map((player) => ({
      medium,
      publisher,
      player,
      refusal: publisher.refuses(medium) ?? player.refuses(medium),
      quirk: quirkOf(medium, publisher, player),
    })),
  ),
);

function quirkOf(
  { id }: Medium,
  publisher: ConformancePublisher,
  player: ConformancePlayer,
): Quirk | undefined {
  const isAac = id.endsWith('aac') && publisher.id.startsWith('gstreamer') && publisher.over === 'rtsp';
  return isAac && player.title.startsWith('GStreamer') ? FIRST_AAC_UNIT : undefined;
}

const FIRST_AAC_UNIT: Quirk = {
  line: / libav :0:: |avdec_aac\d+> error: Audio decoding error/,
  why: 'Of the AAC that `rtspclientsink` sends (MP4A-LATM), GStreamer 1.22 cannot decode the first unit that it gets in the middle of a stream; between the two alone (`rtpmp4apay ! rtpmp4adepay`) it is the same. All that follows is decoded.',
};

/** As few as there can be with each medium, each publisher and each player that is there in one of them at least. */
export function someCells(): Cell[] {
  const possible = cells.filter(({ refusal, player }) => refusal === undefined && player.isThere);
  const missing = new Set(possible.flatMap(parts));
  const chosen: Cell[] = [];
  while (missing.size > 0) {
    const gain = (cell: Cell): number => parts(cell).filter((part) => missing.has(part)).length;
    const best = possible.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    chosen.push(best);
    for (const part of parts(best)) missing.delete(part);
  }
  return chosen;
}

function parts({ medium, publisher, player }: Cell): object[] {
  return [medium, publisher, player];
}
