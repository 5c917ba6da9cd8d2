import { t } from '../i18n/text.js';
import type { Standing } from '../streams/standing.js';
import { Icon } from './icon.js';
import './standing-badge.css';

/** A state as a shape and a word; its colour only repeats them. */
export function StandingBadge({ standing, label }: { readonly standing: Standing; readonly label?: string }) {
  return (
    <span class={`standing-badge is-${standing}`}>
      <Icon name={standing} />
      <span>{label ?? t().standings[standing]}</span>
    </span>
  );
}
