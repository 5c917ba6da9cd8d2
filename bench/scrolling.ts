import { hasBrowser, launchBrowser } from '../test/e2e/support/browser.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { flappingRouter, STREAMS } from './lib/flapping-router.js';

/** How smoothly the page scrolls through many streams of which half come and go. */
export const scrolling: Benchmark = {
  name: 'scrolling',
  about: `the longest task of the page while ${STREAMS} streams of which half flap are scrolled through`,
  deadlineMs: 300_000,
  run,
};

const SCROLL_MS = 10_000;
/** As a task is called long by the Long Tasks API of the W3C. */
const MAX_TASK_MS = 50;
const VIEWPORT = { width: 1280, height: 900 };

async function run(context: BenchContext): Promise<Measurement[]> {
  if (!hasBrowser) return [];
  const router = await flappingRouter(context);
  const address = (await router.until(10_000, 'the page', ({ listeners }) => listeners.http.address !== null))
    .listeners.http.address;
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en' });
    await page.goto(`http://${address}/`);
    await page.getByText(`${STREAMS} streams`).waitFor();
    await page.evaluate(OBSERVE);
    // A browser that tells of no long task would pass whatever happens.
    await page.waitForFunction('observed.tasks.length > 0');
    await page.evaluate('observed.tasks.length = 0');
    await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2);
    let deltaY = VIEWPORT.height / 4;
    let wheels = 0;
    for (const untilMs = performance.now() + SCROLL_MS; performance.now() < untilMs; wheels += 1) {
      await page.mouse.wheel(0, deltaY);
      const end = await page.evaluate(END);
      if (end !== null) deltaY = end === 'top' ? Math.abs(deltaY) : -Math.abs(deltaY);
    }
    const { tasks, rows, frames } = (await page.evaluate(OBSERVED)) as Observed;
    context.say(`scrolled by ${wheels} turns of the wheel, ${frames} frames, ${rows} rows at most`);
    const details = { longTasks: tasks, frames, rows, wheels };
    return [row('the longest task of the page', 'ms', Math.max(0, ...tasks), MAX_TASK_MS, details)];
  } finally {
    await browser.close();
    await router.process.stop();
  }
}

interface Observed {
  /** Durations of the long ones, in milliseconds. */
  readonly tasks: readonly number[];
  readonly frames: number;
  readonly rows: number;
}

const OBSERVE = `
  globalThis.observed = { tasks: [], frames: 0, rows: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) observed.tasks.push(duration);
  }).observe({ type: 'longtask' });
  const frame = () => {
    observed.frames += 1;
    observed.rows = Math.max(observed.rows, document.querySelectorAll('.stream-row-name').length);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  setTimeout(() => {
    const until = performance.now() + ${2 * MAX_TASK_MS};
    while (performance.now() < until);
  });
`;
const OBSERVED = 'observed';
const END = `
  scrollY === 0 ? 'top' : scrollY + innerHeight >= document.body.scrollHeight - 2 ? 'bottom' : null
`;

function row(
  what: string,
  unit: string,
  ours: number,
  atMost: number,
  details: Measurement['details'],
): Measurement {
  const metric = `${what} in ${SCROLL_MS / 1000} s of scrolling, ${STREAMS} streams, half of them flap`;
  return { metric, unit, ours, reference: null, bound: { of: 'ours', atMost }, details };
}
