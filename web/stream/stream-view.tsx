import { streamsByName } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { PicturePanel } from '../picture/picture-panel.js';
import { Link } from '../routing/link.js';
import { PageTitle } from '../shell/page-title.js';
import { standingOf } from '../streams/standing.js';
import { Age } from '../ui/age.js';
import { Icon } from '../ui/icon.js';
import { StandingBadge } from '../ui/standing-badge.js';
import { EntryLines } from './entry-lines.js';
import { RatePanel } from './rate-panel.js';
import { RunLog } from './run-log.js';
import { StreamActions } from './stream-actions.js';
import { StreamFacts } from './stream-facts.js';
import { StreamGone } from './stream-gone.js';
import { Timeline } from './timeline.js';
import { useEntry } from './use-entry.js';
import { Verdict } from './verdict.js';
import './stream-view.css';

/** All about one stream: how it stands, why, what to do, and what led there. */
export function StreamView({ name }: { readonly name: string }) {
  const stream = streamsByName.value.get(name);
  const { entry, error } = useEntry(name);
  if (stream === undefined) {
    const isAsked = entry === null && error === null;
    return isAsked ? null : <StreamGone name={name} isInFile={entry !== null} />;
  }
  const standing = standingOf(stream);
  return (
    <article class="stream-view">
      <Link to={{ view: 'overview' }} class="stream-view-back">
        <Icon name="back" /> {t().stream.back}
      </Link>
      <div class="stream-view-head">
        <PageTitle>{name}</PageTitle>
        <span class={`stream-view-state is-${standing}`}>
          <StandingBadge standing={standing} label={t().phases[stream.phase]} />
          {stream.since !== null && (
            <span class="soft">
              {t().common.for} <Age since={stream.since} />
            </span>
          )}
        </span>
        <StreamActions stream={stream} isFileWritable={(entry?.readOnlyReason ?? null) === null} />
      </div>
      <Verdict stream={stream} />
      <div class="stream-view-columns">
        <div class="stream-view-column">
          <PicturePanel stream={stream} />
          <RatePanel stream={stream} />
        </div>
        <StreamFacts stream={stream} />
      </div>
      <Timeline stream={stream} />
      <RunLog name={name} />
      {entry !== null && <EntryLines entry={entry} />}
    </article>
  );
}
