import type { Registry } from 'prom-client';
import { REFUSAL_KINDS } from '../state/control-protocol.js';
import { LISTENER_NAMES } from '../state/desired-state.js';
import { MetricFactory } from './metric-factory.js';
import type { MetricsInput } from './metrics-input.js';

/** What is measured of listeners and of the embedded servers. */
export class ServerMetrics {
  readonly #listeners: MetricFactory<'listener'>;
  readonly #servers: MetricFactory<'server'>;
  readonly #tellListening: ReturnType<MetricFactory<'listener'>['gauge']>;
  readonly #tellUp: ReturnType<MetricFactory<'server'>['gauge']>;
  readonly #tellPublishers: ReturnType<MetricFactory<'server'>['gauge']>;

  readonly #refusals: MetricFactory<'server' | 'kind'>;
  readonly #tellRefusals: ReturnType<MetricFactory<'server' | 'kind'>['counter']>;

  constructor(registry: Registry) {
    this.#listeners = new MetricFactory(registry, ['listener']);
    this.#tellListening = this.#listeners.gauge(
      'listener_listening',
      '1 while the listener is open where the file has it; none where that is off.',
    );
    this.#servers = new MetricFactory(registry, ['server']);
    this.#tellUp = this.#servers.gauge('media_server_up', '1 while the embedded server runs.');
    this.#refusals = new MetricFactory(registry, ['server', 'kind']);
    this.#tellRefusals = this.#refusals.counter(
      'media_server_refusals_total',
      'What the embedded server refused since it was started, by why.',
    );
    this.#tellPublishers = this.#servers.gauge(
      'media_server_publishers',
      'Who publishes at the embedded server.',
    );
  }

  tell({ status, observed }: MetricsInput): void {
    this.#listeners.reset();
    this.#servers.reset();
    this.#refusals.reset();
    for (const listener of LISTENER_NAMES) {
      const { phase } = status.listeners[listener];
      this.#tellListening({ listener }, phase === 'off' ? null : Number(phase === 'open'));
    }
    for (const server of ['rtsp', 'rtmp'] as const) {
      const { pid, paths, refusals = {} } = observed.mediaServers[server];
      // Each from the beginning: what never happened is 0, so that its first time shows.
      for (const kind of REFUSAL_KINDS)
        this.#tellRefusals({ server, kind }, pid === null ? null : (refusals[kind] ?? 0));
      this.#tellUp({ server }, pid === null ? 0 : 1);
      this.#tellPublishers({ server }, paths.filter(({ publisher }) => publisher !== null).length);
    }
  }
}
