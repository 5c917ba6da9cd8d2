import { type Medium, media } from './medium.js';
import { type ConformancePlayer, players } from './players.js';
import { type ConformancePublisher, publishers } from './publishers.js';
import { type Quirk, quirkOf } from './quirk.js';
import type { Refusal } from './refusal.js';

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

/**
 * As few as there can be with each medium, each publisher and each player that is there in one of them at least: in one that is played,
 * where there is any.
 */
export function someCells(): Cell[] {
  const there = cells.filter(({ player }) => player.isThere);
  const missing = new Set(there.flatMap(parts));
  const gain = (cell: Cell): number => parts(cell).filter((part) => missing.has(part)).length;
  const chosen: Cell[] = [];
  for (const from of [there.filter(({ refusal }) => refusal === undefined), there]) {
    for (;;) {
      const best = from.reduce((one, other) => (gain(other) > gain(one) ? other : one));
      if (gain(best) === 0) break;
      chosen.push(best);
      for (const part of parts(best)) missing.delete(part);
    }
  }
  return chosen;
}

function parts({ medium, publisher, player }: Cell): object[] {
  return [medium, publisher, player];
}
