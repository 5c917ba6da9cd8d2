import { RateChart } from '../charts/rate-chart.js';
import { RateNumbers } from '../charts/rate-numbers.js';
import { t } from '../i18n/text.js';
import './rate-panel.css';

/** Bit rate and frame rate of the last minutes. */
export function RatePanel({ name }: { readonly name: string }) {
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
