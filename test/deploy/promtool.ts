import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const PROMTOOL = resolve('.cache/prometheus/usr/bin/promtool');

/** Whether scripts/setup-test-servers.mjs has fetched it. */
export const hasPromtool = existsSync(PROMTOOL);
if (!hasPromtool) console.warn('SKIPPED: there is no promtool; see scripts/setup-test-servers.mjs');

/** What it finds wrong; an empty text when nothing. */
export function promtool(args: readonly string[], input = ''): string {
  const done = spawnSync(PROMTOOL, args, { input, encoding: 'utf8' });
  return done.status === 0 ? '' : `${done.stdout}${done.stderr}`;
}
