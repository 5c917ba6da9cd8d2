import { useId } from 'preact/hooks';
import type { StreamStatus } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { allLabels } from '../streams/labels.js';
import { Icon } from '../ui/icon.js';
import { changeFilter, filter } from './overview-state.js';
import { SORTS, type Sort } from './stream-filter.js';
import './filter-bar.css';

/** Search and order of the list; says how much of it is shown. */
export function FilterBar({ shown, streams }: FilterBarProps) {
  const searchId = useId();
  const sortId = useId();
  const labelId = useId();
  const { search, sort, label } = filter.value;
  const labels = allLabels(streams);
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
      {labels.length > 0 && (
        <div class="filter-bar-choice">
          <label for={labelId} class="soft">
            {t().overview.label}
          </label>
          <select
            id={labelId}
            class="select"
            value={label ?? ''}
            onChange={({ currentTarget: { value } }) => changeFilter({ label: value === '' ? null : value })}
          >
            <option value="">{t().overview.allLabels}</option>
            {labels.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="filter-bar-choice">
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
      <p class="filter-bar-count soft">{t().overview.shown(shown, streams.length)}</p>
    </search>
  );
}

interface FilterBarProps {
  /** How many streams are shown. */
  readonly shown: number;
  /** All of them. */
  readonly streams: readonly StreamStatus[];
}
