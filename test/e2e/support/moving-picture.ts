import type { Page } from 'playwright-core';
import { waitFor } from './wait-for.js';

/** Resolves when the live picture moves: the time of its video advances, and what is to be seen of it is another picture. */
export async function untilPictureMoves(page: Page): Promise<void> {
  await page.locator('video').waitFor();
  const before = await waitFor('the live picture to begin', async () => {
    const timeS = await currentTimeS(page);
    return timeS > 0 ? { timeS, shot: await shotOf(page) } : undefined;
  });
  await waitFor('the time of the live picture to advance', async () => {
    return (await currentTimeS(page)) > before.timeS || undefined;
  });
  await waitFor('the live picture to move', async () => !before.shot.equals(await shotOf(page)) || undefined);
}

function currentTimeS(page: Page): Promise<number> {
  return page.evaluate("document.querySelector('video')?.currentTime ?? 0");
}

/** Its upper part, where a browser shows no controls. */
async function shotOf(page: Page): Promise<Buffer> {
  const video = page.locator('video');
  await video.scrollIntoViewIfNeeded();
  const box = await video.boundingBox();
  if (box === null) throw new Error('there is no live picture to be seen');
  return page.screenshot({ clip: { ...box, height: box.height / 3 } });
}
