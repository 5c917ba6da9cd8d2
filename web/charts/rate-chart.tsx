import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatBitRate, formatNumber, formatTime } from '../i18n/format.js';
import { language } from '../i18n/language.js';
import { measured, rateHistory } from '../streams/rates.js';
import { isDark } from '../theme/theme.js';
import { chartColours } from './chart-colours.js';
import 'uplot/dist/uPlot.min.css';
import './rate-chart.css';

/** Bit rate (left) and frame rate (right) of the last ten minutes. The numbers of this moment stand above it as text. */
export function RateChart({ name }: { readonly name: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  const spoken = language.value;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const plot = new uPlot(options(element), points(name), element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const unsubscribe = measured.subscribe(() => plot.setData(points(name)));
    return () => {
      unsubscribe();
      observer.disconnect();
      plot.destroy();
    };
  }, [name, dark, spoken]);
  return <div ref={ref} class="rate-chart" aria-hidden="true" />;
}

const SHOWN_S = 600;

function points(name: string): uPlot.AlignedData {
  const samples = rateHistory(name);
  return [
    samples.map(({ atMs }) => atMs / 1000),
    samples.map(({ bitsPerSecond }) => bitsPerSecond),
    samples.map(({ framesPerSecond }) => framesPerSecond),
  ];
}

function options(element: HTMLElement): uPlot.Options {
  const { line, fill, second, grid, text } = chartColours(element);
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: () => [Date.now() / 1000 - SHOWN_S, Date.now() / 1000] },
      bits: { range: (_plot, _min, max) => [0, Math.max(max * 1.15, 1_000)] },
      frames: { range: (_plot, _min, max) => [0, Math.max(max * 1.15, 10)] },
    },
    axes: [
      {
        ...axis,
        space: 80,
        size: 28,
        values: (_plot, splits) => splits.map((second) => formatTime(second * 1000)),
      },
      { ...axis, scale: 'bits', size: 84, values: (_plot, splits) => splits.map(formatBitRate) },
      {
        ...axis,
        scale: 'frames',
        side: 1,
        size: 34,
        grid: { show: false },
        values: (_plot, splits) => splits.map((value) => formatNumber(value)),
      },
    ],
    series: [
      {},
      { scale: 'bits', stroke: line, fill, width: 2, points: { show: false } },
      { scale: 'frames', stroke: second, width: 2, dash: [6, 4], points: { show: false } },
    ],
  };
}
