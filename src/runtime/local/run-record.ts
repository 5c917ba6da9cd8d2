import { CONDITIONS, type Reason } from '../../state/conditions.js';
import type { LineOrigin } from '../../state/stream-run.js';

/** One line of the file of a run, as JSON. Times are ISO 8601. */
export type RunRecord = StartRecord | LineRecord | EndRecord;

export interface StartRecord {
  readonly type: 'start';
  readonly seq: 0;
  readonly at: string;
  readonly pid: number | null;
  readonly command: string | null;
  readonly cause: string | null;
  readonly source: string | null;
}

export interface LineRecord {
  readonly type: 'line';
  readonly seq: number;
  readonly at: string;
  readonly from: LineOrigin;
  readonly text: string;
}

export interface EndRecord {
  readonly type: 'end';
  readonly seq: number;
  readonly at: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: Reason | null;
  readonly evidence: string | null;
  readonly uptimeMs: number;
  readonly nextTryAt: string | null;
}

export function formatRecord(record: RunRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Whether a line of a file is one that says when, why and how: those are kept whatever else is left out. */
export function isPinnedRecord(line: string): boolean {
  return line.startsWith('{"type":"start"') || line.startsWith('{"type":"end"');
}

/** Null for what a crash or a full disk has cut, and for what a later version may write. */
export function parseRecord(line: string): RunRecord | null {
  let record: Partial<Record<string, unknown>>;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null) return null;
    record = parsed as Partial<Record<string, unknown>>;
  } catch {
    return null;
  }
  const { type, seq, at, from } = record;
  if (typeof seq !== 'number' || typeof at !== 'string') return null;
  const text = (key: string): string | null => asText(record[key]);
  const number = (key: string): number | null => asNumber(record[key]);
  switch (type) {
    case 'start': {
      const [command, cause, source] = [text('command'), text('cause'), text('source')];
      return { type, seq: 0, at, pid: number('pid'), command, cause, source };
    }
    case 'line':
      return { type, seq, at, from: from === 'router' ? 'router' : 'ffmpeg', text: text('text') ?? '' };
    case 'end': {
      const [signal, evidence, nextTryAt] = [text('signal'), text('evidence'), text('nextTryAt')];
      const how = { exitCode: number('exitCode'), signal, reason: asReason(record['reason']), evidence };
      return { type, seq, at, ...how, uptimeMs: number('uptimeMs') ?? 0, nextTryAt };
    }
    default:
      return null;
  }
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** One of another version that is not known here is told as the general one. */
function asReason(value: unknown): Reason | null {
  if (typeof value !== 'string') return null;
  return Object.hasOwn(CONDITIONS, value) ? (value as Reason) : 'Failed';
}
