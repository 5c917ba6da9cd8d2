import type { StreamStatus } from '../../src/api/contract.js';
import { formatNumber } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { countStandings, STANDINGS } from '../streams/standing.js';
import { Icon } from '../ui/icon.js';
import { changeFilter, filter } from './overview-state.js';
import './standing-counts.css';

/** How many streams are in which state; pressing one shows those only. */
export function StandingCounts({ streams }: { readonly streams: readonly StreamStatus[] }) {
  const counts = countStandings(streams);
  const chosen = filter.value.standing;
  return (
    <fieldset class="standing-counts">
      <legend class="visually-hidden">{t().overview.filterByState}</legend>
      {STANDINGS.map((standing) => (
        <button
          key={standing}
          type="button"
          class={`standing-count is-${standing} ${counts[standing] === 0 ? 'is-none' : ''}`}
          aria-pressed={chosen === standing}
          onClick={() => changeFilter({ standing: chosen === standing ? null : standing })}
        >
          <Icon name={standing} />
          <span class="standing-count-number">{formatNumber(counts[standing])}</span>
          <span>{t().standings[standing]}</span>
        </button>
      ))}
    </fieldset>
  );
}
