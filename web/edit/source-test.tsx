import { useEffect, useRef, useState } from 'preact/hooks';
import type { ProbeRequest, ProbeResult } from '../../src/api/contract.js';
import { request } from '../api/request.js';
import { conditionText } from '../i18n/condition-text.js';
import { formatDuration, formatNumber } from '../i18n/format.js';
import { t } from '../i18n/text.js';
import { trackText } from '../i18n/track-text.js';
import { announce } from '../ui/announcer.js';
import { Icon } from '../ui/icon.js';
import { ProblemText } from '../ui/problem-text.js';
import { isSourceGiven, type SourceForm, sourceText } from './source-form.js';
import './source-test.css';

/** Lets the router look at a source, and tells what is there: codecs, size and rate, or what is wrong. */
export function SourceTest({ source, streamName }: SourceTestProps) {
  const [state, setState] = useState<TestState>({ kind: 'none' });
  const asked = useRef<AbortController | null>(null);
  const tested = sourceText(source);
  useEffect(() => {
    // What was found out is about another address.
    setState({ kind: 'none' });
    return () => asked.current?.abort();
  }, [tested]);
  const test = async (): Promise<void> => {
    asked.current?.abort();
    const stop = new AbortController();
    asked.current = stop;
    setState({ kind: 'busy' });
    const body: ProbeRequest = { source: tested, ...(streamName === null ? {} : { name: streamName }) };
    try {
      const result = await request<ProbeResult>('POST', '/api/v1/probe', { body, signal: stop.signal });
      setState({ kind: 'done', result });
      announce(result.ok ? t().form.testFound : conditionText(result).message);
    } catch (error) {
      if (!stop.signal.aborted) setState({ kind: 'error', error });
    }
  };
  return (
    <div class="source-test">
      <button
        type="button"
        class="button"
        disabled={!isSourceGiven(source) || state.kind === 'busy'}
        onClick={() => void test()}
      >
        <Icon name={state.kind === 'busy' ? 'changing' : 'play'} />
        {state.kind === 'busy' ? t().form.testing : t().form.test}
      </button>
      <TestOutcome state={state} />
    </div>
  );
}

interface SourceTestProps {
  readonly source: SourceForm;
  /** Of the stream in the file whose placeholders of credentials the source may hold. */
  readonly streamName: string | null;
}

type TestState =
  | { readonly kind: 'none' | 'busy' }
  | { readonly kind: 'done'; readonly result: ProbeResult }
  | { readonly kind: 'error'; readonly error: unknown };

function TestOutcome({ state }: { readonly state: TestState }) {
  switch (state.kind) {
    case 'none':
    case 'busy':
      return null;
    case 'error':
      return <ProblemText error={state.error} />;
    case 'done':
      return state.result.ok ? <Found {...state.result} /> : <NotFound {...state.result} />;
  }
}

function Found({ tracks, tookMs }: Extract<ProbeResult, { readonly ok: true }>) {
  return (
    <div class="source-test-outcome is-running">
      <Icon name="running" />
      <ul>
        {tracks.map((track) => (
          <li key={`${track.kind} ${track.codec}`}>{trackText(track)}</li>
        ))}
        <li class="soft">
          {t().form.answeredIn(
            tookMs < 1000 ? `${formatNumber(tookMs)} ${t().units.millisecond}` : formatDuration(tookMs),
          )}
        </li>
      </ul>
    </div>
  );
}

function NotFound(result: Extract<ProbeResult, { readonly ok: false }>) {
  const { message, remedy } = conditionText(result);
  return (
    <div class="source-test-outcome is-failing">
      <Icon name="failing" />
      <div>
        <p>
          <strong>{message}</strong>
        </p>
        <p class="soft">{remedy}</p>
      </div>
    </div>
  );
}
