import { useId } from 'preact/hooks';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import { changeFilter, filter } from './overview-state.js';
import { SORTS, type Sort } from './stream-filter.js';
import './filter-bar.css';

/** Search and order of the list; says how much of it is shown. */
export function FilterBar({ shown, total }: { readonly shown: number; readonly total: number }) {
  const searchId = useId();
  const sortId = useId();
  const { search, sort } = filter.value;
  return (
    <search class="filter-bar">
      <div class="filter-bar-search">
        <label for={searchId} class="visually-hidden">
          {t().overview.search}
        </label>
        <Icon name="search" />
        <input
          id={searchId}
          class="input"
          type="search"
          value={search}
          placeholder={t().overview.search}
          onInput={(event) => changeFilter({ search: event.currentTarget.value })}
        />
      </div>
      <div class="filter-bar-sort">
        <label for={sortId} class="soft">
          {t().overview.sortBy}
        </label>
        <select
          id={sortId}
          class="select"
          value={sort}
          onChange={(event) => changeFilter({ sort: event.currentTarget.value as Sort })}
        >
          {SORTS.map((option) => (
            <option key={option} value={option}>
              {t().overview.sorts[option]}
            </option>
          ))}
        </select>
      </div>
      <p class="filter-bar-count soft">{t().overview.shown(shown, total)}</p>
    </search>
  );
}
