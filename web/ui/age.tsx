import { now } from '../connection/clock.js';
import { formatDateTime, formatDuration } from '../i18n/format.js';

/** How long ago a moment was, by the clock of the router, growing by the second. Its date and time show when it is pointed at. */
export function Age({ since }: { readonly since: string | number }) {
  const atMs = typeof since === 'number' ? since : Date.parse(since);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(atMs)} class="age">
      {formatDuration(now.value - atMs)}
    </time>
  );
}
