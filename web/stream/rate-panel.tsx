import type { StreamStatus } from '../../src/api/contract.js';
import { RateChart } from '../charts/rate-chart.js';
import { RateNumbers } from '../charts/rate-numbers.js';
import { t } from '../i18n/text.js';
import { rateHistory } from '../streams/rates.js';
import './rate-panel.css';

/** Bit rate and frame rate of the last minutes. */
export function RatePanel({ stream }: { readonly stream: StreamStatus }) {
  const { name, phase } = stream;
  // Nothing to be seen would be a riddle.
  if (phase !== 'running' && !rateHistory(name).some(({ bitsPerSecond }) => bitsPerSecond !== null))
    return null;
  return (
    <section class="panel" aria-label={t().stream.rates}>
      <div class="panel-head">
        <h2>{t().stream.rates}</h2>
        <RateNumbers name={name} />
      </div>
      <RateChart name={name} />
      <p class="rate-legend soft" aria-hidden="true">
        <span class="rate-legend-bits">{t().stream.bitRate}</span>
        <span class="rate-legend-frames">{t().stream.frameRate}</span>
        <span>{t().stream.sinceOpened}</span>
      </p>
    </section>
  );
}
