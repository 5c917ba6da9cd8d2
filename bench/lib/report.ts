import { isWithinBound, type Measurement, ratioOf } from './benchmark.js';

/** The table that a person reads: one row a measurement, columns aligned. */
export function renderTable(measurements: readonly Measurement[]): string {
  const rows = [HEAD, ...measurements.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const HEAD = ['metric', 'ours', 'reference', 'ratio', 'bound', ''];

function rowOf(measurement: Measurement): string[] {
  const { metric, unit, ours, reference, bound } = measurement;
  const ratio = ratioOf(measurement);
  const within = isWithinBound(measurement);
  return [
    metric,
    `${figure(ours)} ${unit}`,
    reference === null ? '-' : `${figure(reference.value)} ${unit} (${reference.name})`,
    ratio === null ? '-' : ratio.toFixed(2),
    bound === null ? '-' : `${bound.of} ≤ ${bound.atMost}`,
    within === null ? '' : within ? 'ok' : 'OVER',
  ];
}

/** Three digits say all that was measured. */
function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
