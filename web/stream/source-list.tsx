import type { SourceStatus } from '../../src/api/contract.js';
import { reasonMessage } from '../i18n/condition-text.js';
import { t } from '../i18n/text.js';
import { Age } from '../ui/age.js';
import './source-list.css';

/** The sources in order of preference, and how each stands. */
export function SourceList({ sources }: { readonly sources: readonly SourceStatus[] }) {
  return (
    <ol class="source-list">
      {sources.map(({ source, state, reason, since }) => (
        <li key={source}>
          <code>{source}</code>
          <span class={state === 'in use' ? 'source-list-used' : 'soft'}>
            {t().stream.sourceStates[state]}
            {since !== null && (
              <>
                {' '}
                · <Age since={since} />
              </>
            )}
            {reason !== null && ` · ${reasonMessage(reason)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
