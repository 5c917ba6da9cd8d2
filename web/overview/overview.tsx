import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { useStillAvailability } from '../picture/use-still-availability.js';
import { Link } from '../routing/link.js';
import { isViewer } from '../session/session.js';
import { PageTitle } from '../shell/page-title.js';
import { Icon } from '../ui/icon.js';
import { FilterBar } from './filter-bar.js';
import { HoldOrder } from './hold-order.js';
import { NoStreams } from './no-streams.js';
import { changeFilter, shownNames } from './overview-state.js';
import { PatternLines } from './pattern-lines.js';
import { StandingCounts } from './standing-counts.js';
import { StreamList } from './stream-list.js';
import './overview.css';

/** All streams at a glance. */
export function Overview() {
  const status = routerStatus.value;
  useStillAvailability();
  if (status === null) return null;
  const names = shownNames.value;
  return (
    <section class="overview">
      <div class="overview-head">
        <PageTitle>{t().overview.title}</PageTitle>
        {!isViewer.value && (
          <Link to={{ view: 'add' }} class="button is-primary">
            <Icon name="plus" /> {t().overview.add}
          </Link>
        )}
      </div>
      <PatternLines />
      {status.streams.length === 0 ? (
        <NoStreams configuration={status.configuration} />
      ) : (
        <>
          <StandingCounts streams={status.streams} />
          <FilterBar shown={names.length} streams={status.streams} />
          {names.length === 0 && (
            <div class="panel overview-nothing">
              <p>{t().overview.nothingFound}</p>
              <button
                type="button"
                class="button"
                onClick={() => changeFilter({ search: '', standing: null, label: null })}
              >
                {t().overview.showAll}
              </button>
            </div>
          )}
          <HoldOrder>
            <StreamList names={names} />
          </HoldOrder>
        </>
      )}
    </section>
  );
}
