import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { measured, rateHistory } from '../streams/rates.js';
import { isDark } from '../theme/theme.js';
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
    // Rows that only fly by while somebody scrolls are not worth a chart.
    const timer = setTimeout(() => {
      plot = new uPlot(options(element), points(name), element);
    }, SETTLED_MS);
    const unsubscribe = measured.subscribe(() => plot?.setData(points(name)));
    return () => {
      clearTimeout(timer);
      unsubscribe();
      plot?.destroy();
    };
  }, [name, dark]);
  return <div ref={ref} class="sparkline" aria-hidden="true" />;
}

const SETTLED_MS = 150;
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
