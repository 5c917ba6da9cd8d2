import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { CLOCK, pushClockedPicture } from './support/clocked-picture.js';
import { untilPictureMoves } from './support/moving-picture.js';
import { type OpenPage, openPage } from './support/page.js';
import { useBrowser } from './support/page-scene.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

/** Longer than anybody would wait: a player that begins with the key frame, and stays that late, is seen to be late. */
const KEY_FRAME_S = 16;
const LATE_MS = 2_000;

describe.runIf(hasBrowser)('the picture of a stream in the page', () => {
  const epochMs = Date.now();
  const browser = useBrowser();
  let router: TestRouter;
  let publisher: ReturnType<typeof pushClockedPicture>;
  let open: OpenPage;
  let url: string;

  beforeEach(async () => {
    router = new TestRouter(`${FREE_PORTS}streams: { cam: { source: push:live/cam } }\n`);
    const { listeners } = await router.start();
    url = `http://${listeners.http.address}`;
    publisher = pushClockedPicture(`rtmp://${listeners.rtmp.address}/live/cam`, epochMs, KEY_FRAME_S);
    await router.untilStream('cam', 'running');
  });

  afterEach(async () => {
    expect(open.complaints).toEqual([]);
    await open.context.close();
    publisher.kill('SIGKILL');
    await publisher;
    await router.dispose();
  });

  /** When the picture that the video shows was made; undefined while it shows none. */
  async function madeAtMs(page: Page): Promise<number | undefined> {
    const tick: number | null = await page.evaluate(READ_CLOCK);
    return tick === null ? undefined : epochMs + tick * CLOCK.tickMs;
  }

  /** Resolves with when the picture was made. */
  async function untilInTime(page: Page, afterMs: number): Promise<number> {
    let seen: number | undefined;
    return waitFor(
      `a picture that is less than ${LATE_MS} ms old`,
      async () => {
        seen = await madeAtMs(page);
        const isInTime = seen !== undefined && seen > afterMs && Date.now() - seen < LATE_MS;
        return isInTime ? seen : undefined;
      },
      60_000,
      () => `the last one is ${seen === undefined ? 'missing' : `${Date.now() - seen} ms old`}`,
    );
  }

  async function untilReaders(count: number): Promise<void> {
    await router.until(({ streams }) => streams[0]?.delivery?.readers === count);
  }

  it('is shown in time, goes on through a kill of its FFmpeg, and ends when nobody looks', async () => {
    open = await openPage(browser(), `${url}/streams/cam`);
    const { page } = open;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    // The still comes first, by which the page knows that there are pictures.
    await page.getByRole('button', { name: 'Show it live' }).click();
    const first = await untilInTime(page, 0);
    await untilInTime(page, first);
    await untilReaders(1);

    const { pid } = await router.untilStream('cam', 'running');
    process.kill(pid ?? 0, 'SIGKILL');
    const killedMs = Date.now();
    await untilInTime(page, killedMs);
    expect(requests.filter((path) => path.endsWith('/live.mp4'))).toHaveLength(1);

    await page.getByRole('button', { name: 'Stop the live picture' }).click();
    await untilReaders(0);
    await page.getByRole('button', { name: 'Show it live' }).click();
    await untilReaders(1);
    await page.goto('about:blank');
    await untilReaders(0);
  });

  it('is shown without sound by a browser that does not play the sound, and says so by one that plays neither', async () => {
    open = await openPage(browser(), 'about:blank');
    const { page } = open;
    await page.addInitScript(REFUSE_CODECS, ['mp4a']);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${url}/streams/cam`);
    await page.getByRole('button', { name: 'Show it live' }).click();
    await untilPictureMoves(page);
    expect(requests.filter((one) => one.includes('/live.mp4')).map((one) => new URL(one).search)).toEqual([
      '',
      '?audio=off',
    ]);
    // The one that it could not play was let go of.
    await untilReaders(1);
    await page.getByRole('button', { name: 'Stop the live picture' }).click();

    await page.addInitScript(REFUSE_CODECS, ['avc1']);
    await page.goto(`${url}/streams/cam`);
    await page.getByRole('button', { name: 'Show it live' }).click();
    await page.getByText(/This browser cannot play the codec of the stream/).waitFor();
    await untilReaders(0);
  });

  it('is in time also for a player that only plays, before and after a kill', async () => {
    open = await openPage(browser(), `${url}/`);
    const { page } = open;
    await page.evaluate(PLAY_PLAINLY);
    await untilInTime(page, 0);
    const { pid } = await router.untilStream('cam', 'running');
    process.kill(pid ?? 0, 'SIGKILL');
    await untilInTime(page, Date.now());
  });
});

/** Makes a browser of one that plays more. */
const REFUSE_CODECS = ([refused = '']: readonly string[]): void => {
  const { MediaSource: source } = globalThis as unknown as {
    MediaSource: { isTypeSupported(type: string): boolean };
  };
  const plays = source.isTypeSupported.bind(source);
  source.isTypeSupported = (type) => !type.includes(refused) && plays(type);
};

/** Answers the number that the boxes of the video show; null while it shows nothing. */
const READ_CLOCK = `(() => {
  const video = document.querySelector('video');
  if (video === null || video.readyState < 2) return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [${CLOCK.widthPx}, ${CLOCK.heightPx}];
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const isWhite = (bit) => context.getImageData((bit + 0.5) * ${CLOCK.boxPx}, ${CLOCK.boxPx / 2}, 1, 1).data[0] > 128;
  return Array.from({ length: ${CLOCK.bits} }, (_, bit) => (isWhite(bit) ? 2 ** bit : 0)).reduce((a, b) => a + b);
})()`;

/** What comes is appended and played, and that is all. */
const PLAY_PLAINLY = `(async () => {
  const response = await fetch('/api/v1/streams/cam/live.mp4');
  const source = new MediaSource();
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(source);
  document.body.replaceChildren(video);
  await new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }));
  const buffer = source.addSourceBuffer(response.headers.get('content-type'));
  void video.play();
  const reader = response.body.getReader();
  const next = async () => {
    const { value, done } = await reader.read();
    if (!done) buffer.appendBuffer(value);
  };
  buffer.addEventListener('updateend', next);
  void next();
})()`;
