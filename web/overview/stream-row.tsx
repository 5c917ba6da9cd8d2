import { memo } from 'preact/compat';
import type { StreamStatus } from '../../src/api/contract.js';
import { RateNumbers } from '../charts/rate-numbers.js';
import { Sparkline } from '../charts/sparkline.js';
import { conditionText } from '../i18n/condition-text.js';
import { t } from '../i18n/text.js';
import { hasStills, StillPicture } from '../picture/still-picture.js';
import { Link } from '../routing/link.js';
import { pushUrl, watchUrl } from '../streams/addresses.js';
import { NextTry } from '../streams/next-try.js';
import { isOnBackup, standingOf } from '../streams/standing.js';
import { Address } from '../ui/address.js';
import { Age } from '../ui/age.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { StandingBadge } from '../ui/standing-badge.js';
import './stream-row.css';

/** One stream of the list. Rendered again only when it changed. */
export const StreamRow = memo(function StreamRow({ stream, position, total }: StreamRowProps) {
  const standing = standingOf(stream);
  const { message, remedy } = conditionText(stream);
  const isRunning = standing === 'running';
  const watchedAt = watchUrl(stream);
  // Then the remedy is that address.
  const pushedTo = stream.reason === 'WaitingForPublisher' ? pushUrl(stream) : null;
  return (
    <li
      class={`stream-row is-${standing} ${isRunning ? 'has-rates' : ''} ${isRunning && hasStills.value ? 'has-picture' : ''}`}
      aria-posinset={position}
      aria-setsize={total}
    >
      <div class="stream-row-state">
        <StandingBadge standing={standing} label={t().phases[stream.phase]} />
        {stream.since !== null && (
          <span class="soft">
            <Age since={stream.since} />
          </span>
        )}
        <NextTry stream={stream} isShort />
      </div>
      {isRunning && hasStills.value && (
        <div class="stream-row-picture">
          <StillPicture name={stream.name} refreshMs={STILL_MS} />
        </div>
      )}
      <div class="stream-row-what">
        <Link to={{ view: 'stream', name: stream.name }} class="stream-row-name">
          {stream.name}
        </Link>
        {isRunning && stream.reason === 'Running' ? (
          <span class="stream-row-line soft" title={stream.source}>
            {isOnBackup(stream) && (
              <span class="stream-row-backup">
                <Icon name="backup" /> {t().overview.backup}
              </span>
            )}
            {stream.source}
          </span>
        ) : (
          <>
            <span class="stream-row-line" title={message}>
              {message}
            </span>
            {remedy !== '' && pushedTo === null && (
              <span class="stream-row-line soft" title={remedy}>
                {remedy}
              </span>
            )}
          </>
        )}
      </div>
      <div class="stream-row-address">
        {watchedAt !== null && <Address url={watchedAt} label={t().overview.address(stream.name)} />}
        {pushedTo !== null && (
          <span class="stream-row-push">
            <span class="soft">{t().overview.pushTo}</span>
            <code>{pushedTo}</code>
            <CopyButton text={pushedTo} what={t().overview.pushAddress(stream.name)} />
          </span>
        )}
      </div>
      {isRunning && (
        <div class="stream-row-rates">
          <Sparkline name={stream.name} />
          <RateNumbers name={stream.name} />
        </div>
      )}
      <div class="stream-row-counts soft">
        {stream.delivery !== null && (
          <span title={t().overview.readers(stream.delivery.readers)}>
            <Icon name="viewers" />
            <span class="visually-hidden">{t().overview.readers(stream.delivery.readers)}</span>
            <span aria-hidden="true">{stream.delivery.readers}</span>
          </span>
        )}
        <span title={t().overview.restarts(stream.restarts)}>
          <Icon name="restart" />
          <span class="visually-hidden">{t().overview.restarts(stream.restarts)}</span>
          <span aria-hidden="true">{stream.restarts}</span>
        </span>
      </div>
    </li>
  );
});

/** A wall of them asks for one every few moments. */
const STILL_MS = 10_000;

interface StreamRowProps {
  readonly stream: StreamStatus;
  /** From 1, in the whole list. */
  readonly position: number;
  readonly total: number;
}
