import type { ListenerStatus, RouterStatus } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { route } from '../routing/location.js';
import { Age } from '../ui/age.js';
import { HeldNotice } from './held-notice.js';
import { Notice } from './notice.js';

/** What is wrong with the router itself: its file, and where it listens. */
export function RouterNotices() {
  const status = routerStatus.value;
  if (status === null) return null;
  return (
    <>
      {/* There it is told in more words. */}
      {route.value.view !== 'configuration' && <ConfigurationNotice configuration={status.configuration} />}
      {status.configuration.held !== null && (
        <HeldNotice file={status.configuration.file} held={status.configuration.held} />
      )}
      {Object.entries(status.listeners).map(([name, listener]) => (
        <ListenerNotice key={name} listener={listener} />
      ))}
      <OpenNotice listeners={Object.values(status.listeners)} />
    </>
  );
}

function ConfigurationNotice({ configuration }: Pick<RouterStatus, 'configuration'>) {
  const { problem, liveHash, liveSource, warning, file } = configuration;
  const text = t().notices;
  if (problem !== null) {
    const instead =
      liveHash === null ? text.nothingLive : liveSource === 'file' ? text.lastValid : text.lastGood;
    return (
      <Notice kind="failing" icon="failing">
        <strong>{text.invalidFile(file, problem.diagnostics.length)}</strong>
        <span>{instead}</span>
        <span class="soft">
          {t().common.for} <Age since={problem.since} />
        </span>
        <Link to={{ view: 'configuration' }}>{text.showProblems}</Link>
      </Notice>
    );
  }
  if (warning === null) return null;
  return (
    <Notice kind="waiting" icon="info">
      <span>{phrase(warning)}</span>
    </Notice>
  );
}

function ListenerNotice({ listener }: { readonly listener: ListenerStatus }) {
  if (listener.problem === null) return null;
  return (
    <Notice kind="failing" icon="failing">
      <strong>{phrase(listener.problem)}</strong>
      <span>{t().notices.listener}</span>
    </Notice>
  );
}

/** That strangers can come in; all in one, as they go together. */
function OpenNotice({ listeners }: { readonly listeners: readonly ListenerStatus[] }) {
  const warnings = listeners.flatMap(({ warning }) => warning ?? []);
  if (warnings.length === 0) return null;
  return (
    <Notice kind="waiting" icon="info">
      {warnings.map((warning) => (
        <strong key={warning}>{phrase(warning)}</strong>
      ))}
      <span>{t().notices.open}</span>
    </Notice>
  );
}
