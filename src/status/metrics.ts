import { collectDefaultMetrics, Registry } from 'prom-client';
import { ConfigurationMetrics } from './configuration-metrics.js';
import type { MetricsInput } from './metrics-input.js';
import { ServerMetrics } from './server-metrics.js';
import { StreamMetrics } from './stream-metrics.js';

/**
 * The metrics of a router, for Prometheus. They are told anew at each scrape from what is so then: a stream that is gone has no series any
 * more. A state is never a label of a series that has a value.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #parts: readonly MetricsPart[];

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    // Named like counters, which they are not.
    for (const what of ['handles', 'requests', 'resources'])
      this.#registry.removeSingleMetric(`nodejs_active_${what}_total`);
    this.#parts = [ConfigurationMetrics, ServerMetrics, StreamMetrics].map(
      (Part) => new Part(this.#registry),
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(input: MetricsInput): Promise<string> {
    for (const part of this.#parts) part.tell(input);
    return this.#registry.metrics();
  }
}

interface MetricsPart {
  tell(input: MetricsInput): void;
}
