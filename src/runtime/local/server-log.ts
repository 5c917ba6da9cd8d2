import type { Logger } from 'pino';
import { redactUrls } from '../../util/redact.js';

/** Takes the log lines of a program of ours (pino's JSON; anything else is a crash report) into the router's log. */
export function relayServerLog(log: Logger, server: string): (line: string) => void {
  const serverLog = log.child({ server });
  return (line) => {
    const entry = parseEntry(line);
    if (entry === null) {
      serverLog.error({ line: redactUrls(line) }, `${server} says`);
      return;
    }
    const { level, msg, time: _time, server: _server, ...fields } = entry;
    serverLog[levelName(level)](fields, msg);
  };
}

interface LogEntry {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

function parseEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line) as Partial<LogEntry>;
    if (typeof entry.level !== 'number' || typeof entry.msg !== 'string') return null;
    return { ...entry, level: entry.level, msg: entry.msg };
  } catch {
    return null; // a line that was cut for its length
  }
}

/** pino's numbers: 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function levelName(level: number): 'debug' | 'info' | 'warn' | 'error' {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : 'debug';
}
