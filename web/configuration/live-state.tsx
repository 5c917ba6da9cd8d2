import type { ConfigurationText, RouterStatus, StreamStatus } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { Age } from '../ui/age.js';
import { Icon } from '../ui/icon.js';
import './live-state.css';

/** What of the file is live, and what waits. */
export function LiveState({ file }: { readonly file: ConfigurationText }) {
  const status = routerStatus.value;
  if (status === null) return null;
  const isLive = file.hash !== null && file.hash === file.liveHash;
  const waiting = status.streams.filter(isWaiting);
  const text = t().configuration;
  const isStopped = file.problem !== null || status.configuration.held !== null;
  const standing = isStopped ? 'failing' : isLive ? 'running' : 'changing';
  return (
    <div class={`panel live-state is-${standing}`}>
      <Icon name={standing} />
      <div>
        <p>
          <code>{file.file}</code>
          {status.configuration.revision !== null && (
            <span class="soft">
              {' '}
              {text.revision} <code>{status.configuration.revision.slice(0, 12)}</code>
            </span>
          )}
        </p>
        <p>
          <strong>{isLive ? text.isLive : liveInstead(status)}</strong>
          {file.problem !== null && (
            <span class="soft">
              {' '}
              {t().common.for} <Age since={file.problem.since} />
            </span>
          )}
        </p>
        {waiting.length > 0 && (
          <p>
            {text.waits(waiting.length)}{' '}
            {waiting.slice(0, NAMED).map(({ name }) => (
              <Link key={name} to={{ view: 'stream', name }} class="live-state-stream">
                {name}
              </Link>
            ))}
            {waiting.length > NAMED && '…'}
          </p>
        )}
      </div>
    </div>
  );
}

const NAMED = 8;

function liveInstead({ configuration }: RouterStatus): string {
  const text = t().configuration;
  if (configuration.liveHash === null) return text.nothingLive;
  if (configuration.held !== null) return text.isHeld;
  if (configuration.problem === null) return text.becomesLive;
  return configuration.liveSource === 'file' ? text.lastValid : text.lastGood;
}

/** Its process still runs as it was started, and the file says something else. */
function isWaiting({ processSpecHash, specHash, reason }: StreamStatus): boolean {
  return reason === 'ChangeWaits' || (processSpecHash !== null && processSpecHash !== specHash);
}
