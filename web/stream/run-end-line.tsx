import type { RunEnd } from '../../src/api/contract.js';
import { now } from '../connection/clock.js';
import { reasonMessage } from '../i18n/condition-text.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { t } from '../i18n/text.js';

/** How a run ended, and when the next one is tried. */
export function RunEndLine({ end }: { readonly end: RunEnd }) {
  const text = t().log;
  const how =
    end.signal !== null
      ? text.signal(end.signal)
      : end.exitCode === null
        ? text.exitUnknown
        : text.exit(end.exitCode);
  return (
    <p class="run-end">
      <strong>
        {text.endedAt(formatTime(Date.parse(end.at)), formatDuration(end.uptimeMs))}{' '}
        {end.reason === null ? text.asAsked : reasonMessage(end.reason)}
      </strong>{' '}
      <span class="soft">
        {end.reason !== null && <code>{end.reason}</code>} ({how}){nextTry(end.nextTryAt)}
      </span>
    </p>
  );
}

function nextTry(at: string | null): string {
  if (at === null) return '';
  const inMs = Date.parse(at) - now.value;
  return inMs > 0 ? ` · ${t().stream.nextTry(formatDuration(inMs))}` : '';
}
