import type { StreamStatus } from '../../src/api/contract.js';
import { now } from '../connection/clock.js';
import { formatDuration } from '../i18n/format.js';
import { t } from '../i18n/text.js';

/** When a stream that does not run is tried again, where that is known. */
export function NextTry({ stream, isShort = false }: NextTryProps) {
  const { phase, nextTry } = stream;
  if (phase !== 'backoff' && phase !== 'failed') return null;
  const text = t().stream;
  if (nextTry === null) return <span class="soft">{isShort ? text.watchedShort : text.watched}</span>;
  const inMs = Date.parse(nextTry) - now.value;
  if (inMs < 500) return <span class="soft">{isShort ? text.againNow : text.nextTryNow}</span>;
  const duration = formatDuration(inMs);
  return <span class="soft">{isShort ? text.again(duration) : text.nextTry(duration)}</span>;
}

interface NextTryProps {
  readonly stream: Pick<StreamStatus, 'phase' | 'nextTry'>;
  readonly isShort?: boolean;
}
