import { Counter, Gauge, type Registry } from 'prom-client';

/** Makes metrics of which all values are set anew at each scrape. */
export class MetricFactory<Label extends string> {
  readonly #registry: Registry;
  readonly #labels: readonly Label[];
  readonly #metrics: (Gauge<Label> | Counter<Label>)[] = [];

  constructor(registry: Registry, labels: readonly Label[]) {
    this.#registry = registry;
    this.#labels = labels;
  }

  gauge(name: string, help: string): Setter<Label> {
    const gauge = new Gauge({
      name: PREFIX + name,
      help,
      labelNames: this.#labels,
      registers: [this.#registry],
    });
    this.#metrics.push(gauge);
    return (labels, value) => {
      if (value !== null) gauge.set(labels, value);
    };
  }

  /** What only grows as long as this router, or what it counts, lives. */
  counter(name: string, help: string): Setter<Label> {
    const counter = new Counter({
      name: PREFIX + name,
      help,
      labelNames: this.#labels,
      registers: [this.#registry],
    });
    this.#metrics.push(counter);
    return (labels, value) => {
      if (value !== null) counter.inc(labels, value);
    };
  }

  /** No series are left. */
  reset(): void {
    for (const metric of this.#metrics) metric.reset();
  }
}

/** Null: it has no value, and so no series. */
export type Setter<Label extends string> = (
  labels: Partial<Record<Label, string>>,
  value: number | null,
) => void;

const PREFIX = 'kazstreamlink_';
