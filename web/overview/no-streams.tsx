import type { ConfigurationStatus } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { isViewer } from '../session/session.js';
import { Icon } from '../ui/icon.js';
import './no-streams.css';

/** What is seen before there is a first stream: what this is, and how to begin. */
export function NoStreams({ configuration }: { readonly configuration: ConfigurationStatus }) {
  const { liveHash, file } = configuration;
  const text = t().overview;
  return (
    <div class="panel no-streams">
      <Icon name="info" />
      <h2>{liveHash === null ? text.nothingLive : text.noStreams}</h2>
      <p class="soft">{liveHash === null ? text.nothingLiveText(file) : text.noStreamsText(file)}</p>
      {liveHash === null ? (
        <Link to={{ view: 'configuration' }} class="button is-primary">
          {text.seeConfiguration}
        </Link>
      ) : (
        !isViewer.value && (
          <Link to={{ view: 'add' }} class="button is-primary">
            <Icon name="plus" /> {text.addFirst}
          </Link>
        )
      )}
    </div>
  );
}
