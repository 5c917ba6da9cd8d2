import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunLine, StreamRun } from '../../src/api/contract.js';
import { formatTime } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import './run-lines.css';

/** The lines of a run. It stays at the newest one until somebody scrolls up to read. */
export function RunLines({ run }: { readonly run: StreamRun }) {
  const ref = useRef<HTMLElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const toEnd = (): void => {
    if (ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isFollowing) toEnd();
  });
  const look = ({
    currentTarget: { scrollTop, scrollHeight, clientHeight },
  }: {
    currentTarget: HTMLElement;
  }): void => setFollowing(scrollTop + clientHeight >= scrollHeight - NEAR_PX);
  const text = t().log;
  if (run.lines.length === 0) return <p class="soft">{run.end === null ? text.noLinesYet : text.noLines}</p>;
  return (
    <div class="run-lines-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section ref={ref} class="run-lines" aria-label={text.lines} tabIndex={0} onScroll={look}>
        {run.lines.map((line, index) => (
          <Line
            key={line.seq}
            line={line}
            leftOut={line.seq - (run.lines[index - 1]?.seq ?? line.seq - 1) - 1}
          />
        ))}
      </section>
      {!isFollowing && (
        <button type="button" class="button run-lines-down" onClick={toEnd}>
          <Icon name="down" /> {text.toNewest}
        </button>
      )}
    </div>
  );
}

const NEAR_PX = 24;

function Line({ line, leftOut }: { readonly line: RunLine; readonly leftOut: number }) {
  return (
    <>
      {leftOut > 0 && <div class="run-line soft">{t().log.leftOut(leftOut)}</div>}
      <div class={`run-line ${level(line)}`}>
        <time class="soft">{formatTime(Date.parse(line.at))}</time> <span class="soft">{line.from}</span>{' '}
        {line.text}
      </div>
    </>
  );
}

function level({ from, text }: RunLine): string {
  if (from === 'router') return 'is-router';
  if (/\[(?:error|fatal|panic)\]/.test(text)) return 'is-error';
  return text.includes('[warning]') ? 'is-warning' : '';
}
