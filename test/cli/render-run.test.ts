import { describe, expect, it } from 'vitest';
import { renderEvent } from '../../src/cli/render-run.js';
import { eventAsJson, RunEvents } from '../../src/cli/run-events.js';
import { colours } from '../../src/cli/terminal.js';
import { CONDITIONS } from '../../src/state/conditions.js';
import type { RunEnd, RunLine, StreamRun } from '../../src/state/stream-run.js';

/** Of this machine's zone, as people see it. */
const AT = new Date(2026, 2, 1, 3, 12, 45);
const at = (seconds: number): string => new Date(AT.getTime() + seconds * 1000).toISOString();

const line = (seq: number, text: string, from: RunLine['from'] = 'ffmpeg'): RunLine => ({
  seq,
  at: at(seq),
  from,
  text,
});

const END: RunEnd = {
  seq: 9,
  at: at(60),
  exitCode: 255,
  signal: null,
  reason: 'SourceStalled',
  evidence: null,
  uptimeMs: (3 * 60 + 12) * 60_000,
  nextTryAt: at(64),
};

const RUN: StreamRun = {
  id: '1-1-42',
  startedAt: at(0),
  pid: 42,
  command: 'ffmpeg -i rtmp://***@cam/live/***',
  cause: 'it is wanted and does not run',
  source: 'rtmp://***@cam/live/***',
  lines: [line(1, '[error] oops'), line(8, 'media stands still', 'router'), line(10, 'still away', 'router')],
  end: END,
};

const plain = colours({ isTTY: false } as NodeJS.WriteStream);

function shown(runs: readonly StreamRun[], nowS = 60, events = new RunEvents()): string {
  return runs
    .flatMap((run) => events.next(run))
    .map((event) => renderEvent(event, plain, AT.getTime() + nowS * 1000))
    .join('\n');
}

describe('renderEvent', () => {
  it('tells a run from its start to its end, what is left out, why, and what to do', () => {
    expect(shown([RUN])).toBe(
      `── 2026-03-01 03:12:45  pid 42  rtmp://***@cam/live/***
   started because: it is wanted and does not run
   ffmpeg -i rtmp://***@cam/live/***
2026-03-01 03:12:46  ffmpeg  [error] oops
… 6 lines left out …
2026-03-01 03:12:53  router  media stands still
ended 2026-03-01 03:13:45 after 3h12m: SourceStalled (exit 255), next try in 4s
  ${CONDITIONS.SourceStalled.message}
  → ${CONDITIONS.SourceStalled.remedy}
2026-03-01 03:12:55  router  still away`,
    );
  });

  it.each<[string, Partial<RunEnd>, number, string]>([
    [
      'a signal',
      { signal: 'SIGKILL', exitCode: null, uptimeMs: 90 },
      60,
      'after 90ms: SourceStalled (SIGKILL), next try in 4s',
    ],
    ['an end that was asked for', { reason: null, nextTryAt: null }, 60, 'after 3h12m, as asked (exit 255)'],
    ['a next try that is over', {}, 100, '(exit 255), next try due at 2026-03-01 03:13:49'],
    ['a process that is nobody’s child', { exitCode: null }, 60, 'SourceStalled (exit code unknown)'],
  ])('tells %s', (_what, end, nowS, text) => {
    expect(shown([{ ...RUN, end: { ...END, ...end } }], nowS)).toContain(text);
  });

  it('lets nothing that was logged act on the terminal', () => {
    expect(shown([{ ...RUN, source: 'a\x1b[2J', lines: [line(1, 'b\x07\x1b]0;x\x07')] }])).not.toMatch(
      /[^\P{Cc}\n]/u,
    );
  });
});

describe('RunEvents', () => {
  it('gives each event once, however the answers are cut', () => {
    const events = new RunEvents();
    const parts: StreamRun[] = [
      { ...RUN, lines: RUN.lines.slice(0, 1), end: null },
      { ...RUN, lines: RUN.lines.slice(0, 2), end: null },
      { ...RUN, lines: [] },
      { ...RUN, lines: RUN.lines.slice(2) },
      RUN,
      { ...RUN, id: '2-1-43', pid: 43, lines: [], end: null },
    ];
    const given = parts.map((run) => events.next(run).map(({ type }) => type));
    expect(given).toEqual([['start', 'line'], ['left-out', 'line'], ['end'], ['line'], [], ['start']]);
  });

  it('is one line of JSON each', () => {
    const [start, first, , , end] = new RunEvents().next(RUN).map(eventAsJson);
    expect(JSON.parse(start ?? '')).toMatchObject({ type: 'start', run: '1-1-42', seq: 0, pid: 42 });
    expect(JSON.parse(first ?? '')).toMatchObject({
      type: 'line',
      run: '1-1-42',
      seq: 1,
      text: '[error] oops',
    });
    expect(JSON.parse(end ?? '')).toMatchObject({ type: 'end', seq: 9, reason: 'SourceStalled' });
  });
});
