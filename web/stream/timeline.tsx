import type { PastPhase, StreamStatus } from '../../src/api/contract.js';
import { now } from '../connection/clock.js';
import { reasonMessage } from '../i18n/condition-text.js';
import { formatDateTime, formatDuration, formatTime } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { standingOf } from '../streams/standing.js';
import { StandingBadge } from '../ui/standing-badge.js';
import { useHistory } from './use-history.js';
import './timeline.css';

/** What the stream went through: a bar to see it at a glance, and the last changes to read. */
export function Timeline({ stream }: { readonly stream: StreamStatus }) {
  const history = useHistory(stream);
  const nowMs = now.value;
  if (history === null || history.phases.length === 0) return null;
  const fromMs = Math.max(Date.parse(history.knownSince), nowMs - SHOWN_MS);
  const shown = history.phases.filter(({ until }) => until === null || Date.parse(until) > fromMs);
  return (
    <section class="panel timeline" aria-label={t().timeline.title}>
      <div class="panel-head">
        <h2>{t().timeline.title}</h2>
        <span class="soft">{t().timeline.lastHours(formatDuration(nowMs - fromMs))}</span>
      </div>
      <div class="timeline-bar" aria-hidden="true">
        {shown.map((phase) => (
          <Segment key={phase.since} phase={phase} fromMs={fromMs} nowMs={nowMs} />
        ))}
      </div>
      <p class="timeline-ends soft" aria-hidden="true">
        <span>{formatTime(fromMs)}</span>
        <span>{t().timeline.now}</span>
      </p>
      <ol class="timeline-list" reversed>
        {history.phases
          .slice(-LISTED)
          .reverse()
          .map((phase) => (
            <Change key={phase.since} phase={phase} nowMs={nowMs} />
          ))}
      </ol>
    </section>
  );
}

const SHOWN_MS = 6 * 3_600_000;
const LISTED = 8;

interface PhaseProps {
  readonly phase: PastPhase;
  readonly nowMs: number;
}

function Segment({ phase, fromMs, nowMs }: PhaseProps & { readonly fromMs: number }) {
  const sinceMs = Math.max(fromMs, Date.parse(phase.since));
  const untilMs = phase.until === null ? nowMs : Date.parse(phase.until);
  const share = (100 * Math.max(0, untilMs - sinceMs)) / Math.max(1, nowMs - fromMs);
  return (
    <span
      class={`timeline-segment is-${standingOf(phase)}`}
      style={{ flexGrow: String(share) }}
      title={`${t().phases[phase.phase]}: ${formatDateTime(sinceMs)} – ${phase.until === null ? t().timeline.now : formatDateTime(untilMs)}`}
    />
  );
}

function Change({ phase, nowMs }: PhaseProps) {
  const sinceMs = Date.parse(phase.since);
  const untilMs = phase.until === null ? nowMs : Date.parse(phase.until);
  return (
    <li>
      <time dateTime={phase.since} title={formatDateTime(sinceMs)}>
        {formatTime(sinceMs)}
      </time>
      <StandingBadge standing={standingOf(phase)} label={t().phases[phase.phase]} />
      <span class="timeline-duration soft">{formatDuration(untilMs - sinceMs)}</span>
      <span class="timeline-reason">{reasonMessage(phase.reason)}</span>
    </li>
  );
}
