import { useState } from 'preact/hooks';
import type { StreamRun } from '../../src/api/contract.js';
import { causeText } from '../i18n/cause-text.js';
import { formatDateTime, formatDuration } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { CopyButton } from '../ui/copy-button.js';
import { RunEndLine } from './run-end-line.js';
import { RunLines } from './run-lines.js';
import { useStreamLog } from './use-stream-log.js';
import './run-log.css';

/** What FFmpeg and the router said: of the present run as it comes, and of those before. */
export function RunLog({ name }: { readonly name: string }) {
  const runs = useStreamLog(name);
  const [chosen, setChosen] = useState<string | null>(null);
  const text = t().log;
  if (runs === null) return null;
  // Unless told otherwise it is always the newest.
  const run = runs.find(({ id }) => id === chosen) ?? runs.at(-1);
  return (
    <section class="panel run-log" aria-label={text.title}>
      <div class="panel-head">
        <h2>{text.title}</h2>
        {runs.length > 1 && (
          <label class="run-log-choice">
            <span class="soft">{text.run}</span>
            <select
              class="select"
              value={run?.id}
              onChange={({ currentTarget: { value } }) => setChosen(value === runs.at(-1)?.id ? null : value)}
            >
              {[...runs].reverse().map((option) => (
                <option key={option.id} value={option.id}>
                  {runTitle(option)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {run === undefined ? <p class="soft">{text.nothingYet}</p> : <Run key={run.id} run={run} />}
    </section>
  );
}

function Run({ run }: { readonly run: StreamRun }) {
  const text = t().log;
  return (
    <>
      {run.cause !== null && (
        <p class="soft">
          {text.startedBecause(causeText(run.cause))}
          {run.source !== null && (
            <>
              {' · '}
              <code>{run.source}</code>
            </>
          )}
        </p>
      )}
      {run.command !== null && (
        <details class="run-log-command">
          <summary>{text.command}</summary>
          <div>
            <code>{run.command}</code>
            <CopyButton text={run.command} what={text.command} />
          </div>
        </details>
      )}
      <RunLines run={run} />
      {run.end !== null && <RunEndLine end={run.end} />}
    </>
  );
}

function runTitle({ startedAt, end }: StreamRun): string {
  const at = formatDateTime(Date.parse(startedAt));
  const { log } = t();
  if (end === null) return log.goesOn(at);
  return log.ended(at, formatDuration(end.uptimeMs), end.reason);
}
