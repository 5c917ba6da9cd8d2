import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, cells, someCells } from './conformance/cells.js';
import { media } from './conformance/medium.js';
import { CELL_SECONDS, CONFORMANCE_PAGE, conformancePage } from './conformance/page.js';
import { players } from './conformance/players.js';
import { publishers } from './conformance/publishers.js';
import { type OnAir, play, Stage } from './conformance/stage.js';
import { versions } from './conformance/versions.js';
import { canMakeCertificates } from './support/certificate.js';
import { DecodingReader } from './support/decoding-reader.js';
import { hasGstreamer } from './support/players/gstreamer.js';

const isSoak = Boolean(process.env['KAZSTREAMLINK_SOAK']);
let stage: Stage;

describe.skipIf(!hasGstreamer || !canMakeCertificates)('the conformance table', () => {
  beforeAll(async () => {
    stage = new Stage(isSoak ? 90 : 30);
    await stage.start();
  });
  afterAll(() => stage.dispose());

  it.skipIf(isSoak)('holds for a cell of each row and each column', { timeout: 120_000 }, async () => {
    const chosen = someCells();
    expect(await problemsOf(chosen, 3)).toEqual([]);
    expect(new Set(chosen.map(({ publisher }) => publisher)).size).toBe(publishers.length);
    expect(new Set(chosen.map(({ player }) => player)).size).toBe(
      players.filter(({ isThere }) => isThere).length,
    );
  });

  it.runIf(isSoak)('holds for every cell, and is written down', { timeout: 3_600_000 }, async () => {
    expect(players.filter(({ isThere }) => !isThere)).toEqual([]);
    const problems: string[] = [];
    const rows = media.flatMap((medium) => publishers.map((publisher) => ({ medium, publisher })));
    const playRows = async (): Promise<void> => {
      for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
        const { medium, publisher } = row;
        const ofRow = cells.filter((cell) => cell.medium === medium && cell.publisher === publisher);
        problems.push(...(await problemsOf(ofRow, CELL_SECONDS)));
      }
    };
    await Promise.all([playRows(), playRows()]);
    expect(problems).toEqual([]);
    writeFileSync(CONFORMANCE_PAGE, conformancePage(await versions()));
  });
});

/** Publishes what the cells need, once each, and plays all of them at the same time. */
async function problemsOf(chosen: readonly Cell[], seconds: number): Promise<string[]> {
  const ofOnePublisher = (one: Cell) => (other: Cell) =>
    other.publisher === one.publisher && other.medium === one.medium;
  const firsts = chosen.filter((cell, index) => chosen.findIndex(ofOnePublisher(cell)) === index);
  const problems = await Promise.all(
    firsts.map(async (first) => {
      const group = chosen.filter(ofOnePublisher(first));
      const refusal = first.publisher.refuses(first.medium);
      if (refusal !== undefined) {
        const said = await stage.refusalOf(first.publisher, first.medium);
        return refusal.says.test(said) ? [] : [`${titleOf(first)} does not say why it cannot: ${said}`];
      }
      const onAir = await stage.publish(first.publisher, first.medium);
      try {
        return (await Promise.all(group.map((cell) => problemOf(cell, onAir, seconds)))).flat();
      } finally {
        await onAir.end();
      }
    }),
  );
  return problems.flat();
}

async function problemOf(cell: Cell, onAir: OnAir, seconds: number): Promise<string[]> {
  const { player, medium, refusal } = cell;
  if (refusal === undefined) {
    const problem = await play(cell, onAir, seconds);
    return problem === undefined ? [] : [`${titleOf(cell)}: ${problem}`];
  }
  const reader = new DecodingReader(
    onAir.url(player.transport),
    player.transport,
    player.player(medium.tracks),
  );
  try {
    await reader.untilSaid(refusal.says);
    return [];
  } catch (error) {
    return [`${titleOf(cell)}: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await reader.end();
  }
}

function titleOf({ publisher, medium, player }: Cell): string {
  return `${medium.title} from ${publisher.title}, played by ${player.title}`;
}
