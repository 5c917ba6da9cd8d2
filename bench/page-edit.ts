import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { hasBrowser, launchBrowser } from '../test/e2e/support/browser.js';
import type { BenchContext, Benchmark, Measurement } from './lib/benchmark.js';
import { RunningRouter } from './lib/running-router.js';
import { median } from './lib/statistics.js';

/** How soon the page shows what somebody else has written into the file. */
export const pageEdit: Benchmark = {
  name: 'page-edit',
  about: 'a save by an editor, until the page shows it',
  deadlineMs: 120_000,
  run,
};

const ROUNDS = 15;
const BOUND_MS = 1_000;

async function run(context: BenchContext): Promise<Measurement[]> {
  if (!hasBrowser) return [];
  const router = new RunningRouter(context, streams(0));
  const { listeners } = await router.until(
    10_000,
    'the page',
    ({ listeners: { http } }) => http.address !== null,
  );
  const config = join(context.folder, 'streams.yaml');
  const head = `version: 1\nlisten: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0 }\n\n`;
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ locale: 'en' });
    await page.goto(`http://${listeners.http.address}/`);
    await page.getByText('cam-0', { exact: true }).waitFor();
    const all: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const writtenAtMs = performance.now();
      writeFileSync(config, `${head}${streams(round)}`);
      await page.getByText(`cam-${round}`, { exact: true }).waitFor();
      all.push(performance.now() - writtenAtMs);
    }
    return [
      {
        metric: 'a save by an editor until the page shows it',
        unit: 'ms',
        ours: median(all),
        reference: null,
        bound: { of: 'ours', atMost: BOUND_MS },
        details: { all, most: Math.max(...all) },
      },
    ];
  } finally {
    await browser.close();
  }
}

/** One that runs nothing, under another name each time. */
function streams(round: number): string {
  return `streams: { cam-${round}: { source: push:live/cam, enabled: false } }\n`;
}
