import type { StreamStatus } from '../../src/api/contract.js';
import { now } from '../connection/clock.js';
import { formatDuration } from '../i18n/format.js';
import { t } from '../i18n/text.js';

/** When a stream that does not run is tried again, where that is known. */
export function NextTry({ stream, isShort = false }: NextTryProps) {
  const { phase, nextTry } = stream;
  if (phase !== 'backoff' && phase !== 'failed') return null;
  if (nextTry === null)
    return <span class="soft">{isShort ? t().stream.watchedShort : t().stream.watched}</span>;
  const inMs = Date.parse(nextTry) - now.value;
  return (
    <span class="soft">{inMs < 500 ? t().stream.nextTryNow : t().stream.nextTry(formatDuration(inMs))}</span>
  );
}

interface NextTryProps {
  readonly stream: Pick<StreamStatus, 'phase' | 'nextTry'>;
  readonly isShort?: boolean;
}
