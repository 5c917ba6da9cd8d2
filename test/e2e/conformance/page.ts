import { type Cell, cells } from './cells.js';
import { media } from './medium.js';
import { players } from './players.js';
import { publishers } from './publishers.js';

export const CONFORMANCE_PAGE = 'docs/conformance.md';
export const CELL_SECONDS = 10;

/** The page for a run in which every cell was played. `versions`: a sentence. */
export function conformancePage(versions: string): string {
  const reasons = [...new Set(cells.flatMap((cell) => reasonOf(cell) ?? []))];
  const tables = media.flatMap((medium) => [
    `## ${medium.title}`,
    '',
    `| published by | ${players.map(({ title }) => title).join(' | ')} |`,
    `|---|${players.map(() => ':-:|').join('')}`,
    ...publishers.map((publisher) => {
      const row = cells.filter((cell) => cell.medium === medium && cell.publisher === publisher);
      const marks = row.map((cell) => {
        const reason = reasonOf(cell);
        const note = reason === undefined ? '' : ` (${reasons.indexOf(reason) + 1})`;
        return `${cell.refusal === undefined ? '✓' : '—'}${note}`;
      });
      return `| ${publisher.title} | ${marks.join(' | ')} |`;
    }),
    '',
  ]);
  return [
    '# What publishes and what plays',
    '',
    '<!-- Written by "npm run test:soak"; see test/e2e/conformance/. -->',
    '',
    `✓: played for ${CELL_SECONDS} s and decoded, each of its tracks, without a word of complaint, on one machine and through a`,
    'router: what comes by RTMP goes through its ingest and a stream of it, what comes by RTSP straight to its server. The other',
    'cells cannot be; below is why, and the test has each of these programs say so. Players join when the publisher has sent its first',
    'sender reports (RFC 3550 6.4.1): FFmpeg does at once, GStreamer within five seconds.',
    '',
    versions,
    '',
    ...tables,
    '## Notes',
    '',
    ...reasons.map((why, index) => `${index + 1}. ${why}`),
    '',
  ].join('\n');
}

function reasonOf({ refusal, quirk }: Cell): string | undefined {
  return refusal?.why ?? quirk?.why;
}

/** The sentence that a page was made with. */
export function versionsOf(page: string): string | undefined {
  return /^With .*\.$/m.exec(page)?.[0];
}
