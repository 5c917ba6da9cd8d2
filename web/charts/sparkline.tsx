import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { measured, rateHistory } from '../streams/rates.js';
import { isDark } from '../theme/theme.js';
import { whenCalm } from '../ui/when-calm.js';
import { chartColours } from './chart-colours.js';
import 'uplot/dist/uPlot.min.css';
import './sparkline.css';

/** Bit rate of the last two minutes, without axes; the numbers stand beside it. */
export function Sparkline({ name }: { readonly name: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    let plot: uPlot | null = null;
    let cancel = (): void => undefined;
    const unsubscribe = measured.subscribe(() => {
      cancel();
      cancel = whenCalm(() => {
        if (plot === null) plot = new uPlot(options(element), points(name), element);
        else plot.setData(points(name));
      });
    });
    return () => {
      cancel();
      unsubscribe();
      plot?.destroy();
    };
  }, [name, dark]);
  return <div ref={ref} class="sparkline" aria-hidden="true" />;
}

const SHOWN_S = 120;

function points(name: string): uPlot.AlignedData {
  const samples = rateHistory(name).slice(-SHOWN_S / 2);
  return [samples.map(({ atMs }) => atMs / 1000), samples.map(({ bitsPerSecond }) => bitsPerSecond)];
}

function options(element: HTMLElement): uPlot.Options {
  const { line, fill } = chartColours(element);
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [3, 0, 2, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { range: () => [Date.now() / 1000 - SHOWN_S, Date.now() / 1000] },
      // From 0, so that a rate that breaks in looks like one.
      y: { range: (_plot, _min, max) => [0, Math.max(max * 1.15, 1_000)] },
    },
    series: [{}, { stroke: line, fill, width: 1.5, points: { show: false }, spanGaps: false }],
  };
}
