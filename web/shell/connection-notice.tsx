import { now } from '../connection/clock.js';
import { type Connection, connection, isPageOutdated } from '../connection/status.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { Notice } from './notice.js';

/** Says that what is shown is old, how old, and that it mends itself. */
export function ConnectionNotice() {
  const { value } = connection;
  return (
    <>
      {value.state === 'lost' && <LostNotice {...value} />}
      {isPageOutdated.value && (
        <Notice kind="changing" icon="info">
          <span>{t().connection.outdated}</span>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t().connection.reload}
          </button>
        </Notice>
      )}
    </>
  );
}

function LostNotice({ sinceMs, lastHeardMs }: Extract<Connection, { readonly state: 'lost' }>) {
  // Read for its own sake: each second the age is another one.
  void now.value;
  const text = t().connection;
  return (
    <Notice kind="failing" icon="lost">
      <strong role="alert">{text.lostTitle}</strong>
      {lastHeardMs === null ? (
        <span>{text.neverHeard(formatDuration(Date.now() - sinceMs))}</span>
      ) : (
        <span>{text.shownIsOld(formatTime(lastHeardMs), formatDuration(Date.now() - lastHeardMs))}</span>
      )}
      <span class="soft">{text.tryingAgain}</span>
    </Notice>
  );
}
