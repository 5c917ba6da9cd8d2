import { CONDITIONS } from '../state/conditions.js';
import type { RunEnd, RunLine, StreamRun } from '../state/stream-run.js';
import { age } from './amounts.js';
import type { RunEvent } from './run-events.js';
import type { Colours } from './terminal.js';

/** What a person is shown of an event, with times of this machine's zone. */
export function renderEvent(event: RunEvent, paint: Colours, nowMs: number): string {
  return lines(event, paint, nowMs).map(harmless).join('\n');

  // Painted afterwards, so that what a server or a camera wrote cannot.
  function harmless({ text, style }: Shown): string {
    const clean = text.replace(/\p{Cc}/gu, ' ');
    return style === undefined ? clean : style(clean);
  }
}

interface Shown {
  readonly text: string;
  readonly style?: ((text: string) => string) | undefined;
}

function lines(event: RunEvent, paint: Colours, nowMs: number): Shown[] {
  switch (event.type) {
    case 'start':
      return header(event.run, paint);
    case 'line':
      return [{ text: lineText(event.line), style: lineStyle(event.line, paint) }];
    case 'left-out':
      return [
        { text: `… ${event.lines} ${event.lines === 1 ? 'line' : 'lines'} left out …`, style: paint.faint },
      ];
    case 'end':
      return footer(event.end, paint, nowMs);
  }
}

function header(run: StreamRun, { strong, faint }: Colours): Shown[] {
  const { startedAt, pid, source, cause, command } = run;
  if (command === null && pid === null)
    return [{ text: `── ${localTime(startedAt)}  before the first start`, style: strong }];
  const parts = [
    localTime(startedAt),
    pid === null ? 'could not be started' : `pid ${pid}`,
    ...(source === null ? [] : [source]),
  ];
  return [
    { text: `── ${parts.join('  ')}`, style: strong },
    ...(cause === null ? [] : [{ text: `   started because: ${cause}`, style: faint }]),
    ...(command === null ? [] : [{ text: `   ${command}`, style: faint }]),
  ];
}

function lineText({ at, from, text }: RunLine): string {
  return `${localTime(at)}  ${from}  ${text}`;
}

function lineStyle({ from, text }: RunLine, paint: Colours): Shown['style'] {
  if (from === 'router') return paint.strong;
  if (/\[(?:error|fatal|panic)\]/.test(text)) return paint.error;
  return text.includes('[warning]') ? paint.warn : undefined;
}

function footer(end: RunEnd, paint: Colours, nowMs: number): Shown[] {
  const how = end.signal ?? (end.exitCode === null ? 'exit code unknown' : `exit ${end.exitCode}`);
  const ended = `ended ${localTime(end.at)} after ${uptime(end.uptimeMs)}`;
  const next = nextTry(end, nowMs);
  if (end.reason === null) return [{ text: `${ended}, as asked (${how})${next}`, style: paint.warn }];
  const { message, remedy } = CONDITIONS[end.reason];
  return [
    { text: `${ended}: ${end.reason} (${how})${next}`, style: paint.error },
    { text: `  ${message}${end.evidence === null ? '' : ` (${end.evidence})`}` },
    ...(remedy === '' ? [] : [{ text: `  → ${remedy}` }]),
  ];
}

function nextTry({ nextTryAt }: RunEnd, nowMs: number): string {
  if (nextTryAt === null) return '';
  const inMs = Date.parse(nextTryAt) - nowMs;
  return inMs >= 0 ? `, next try in ${uptime(inMs)}` : `, next try due at ${localTime(nextTryAt)}`;
}

function uptime(ms: number): string {
  return ms < 1_000 ? `${Math.max(0, Math.round(ms))}ms` : age(ms);
}

/** Such as `2026-03-01 03:12:45`; what is no time is shown as it is. */
function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}
