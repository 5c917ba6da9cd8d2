import type { StreamStatus } from '../../src/api/contract.js';
import { conditionText } from '../i18n/condition-text.js';
import { t } from '../i18n/text.js';
import { pushUrl } from '../streams/addresses.js';
import { NextTry } from '../streams/next-try.js';
import { isOnBackup, standingOf } from '../streams/standing.js';
import { Address } from '../ui/address.js';
import { Icon } from '../ui/icon.js';
import './verdict.css';

/** In a sentence how it stands, and in another what to do. */
export function Verdict({ stream }: { readonly stream: StreamStatus }) {
  const standing = standingOf(stream);
  const { message, remedy, detail } = conditionText(stream);
  const text = t().stream;
  const pushedTo = stream.reason === 'WaitingForPublisher' ? pushUrl(stream) : null;
  return (
    <section class={`verdict is-${standing}`} aria-label={text.verdict}>
      <Icon name={standing} />
      <div class="verdict-text">
        <p class="verdict-message">{message}</p>
        {remedy !== '' && <p>{remedy}</p>}
        {pushedTo !== null && (
          <p>
            <Address url={pushedTo} label={t().overview.pushAddress(stream.name)} />
          </p>
        )}
        {isOnBackup(stream) && <p>{text.onBackup}</p>}
        {stream.outdated && <p>{text.outdated}</p>}
        {detail !== null && <code class="soft">{detail}</code>}
        <p class="verdict-more soft">
          {stream.reason !== 'Running' && <code>{stream.reason}</code>} <NextTry stream={stream} />
        </p>
      </div>
    </section>
  );
}
