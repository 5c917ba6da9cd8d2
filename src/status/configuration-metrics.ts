import { Gauge, type Registry } from 'prom-client';
import type { MetricsInput } from './metrics-input.js';

/** What is measured of the configuration, and of the router as a whole. */
export class ConfigurationMetrics {
  readonly #build: Gauge<'version'>;
  readonly #info: Gauge<'hash' | 'revision'>;
  readonly #isSuccessful: Gauge;
  readonly #succeededAt: Gauge;
  readonly #generation: Gauge;
  readonly #heldStops: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#build = new Gauge({
      name: 'kazstreamlink_build_info',
      help: 'The version of the router; always 1.',
      labelNames: ['version'],
      registers,
    });
    this.#info = new Gauge({
      name: 'kazstreamlink_config_info',
      help: 'The hash of the live content of the file, and the Git revision that it came with; always 1.',
      labelNames: ['hash', 'revision'],
      registers,
    });
    this.#isSuccessful = new Gauge({
      name: 'kazstreamlink_config_last_reload_successful',
      help: '1 when the newest content of the file is live, 0 when something is wrong with it or it is held back.',
      registers,
    });
    this.#succeededAt = new Gauge({
      name: 'kazstreamlink_config_last_reload_success_timestamp_seconds',
      help: 'When the live content became live.',
      registers,
    });
    this.#generation = new Gauge({
      name: 'kazstreamlink_config_generation',
      help: 'Contents that became live since the router was started.',
      registers,
    });
    this.#heldStops = new Gauge({
      name: 'kazstreamlink_config_held_stops',
      help: 'Streams that the newest content of the file would stop, while the guard holds it back; else 0.',
      registers,
    });
  }

  tell({ status: { router, configuration }, liveSinceMs }: MetricsInput): void {
    this.#build.set({ version: router.version }, 1);
    this.#info.reset();
    const { liveHash, revision, problem, held } = configuration;
    if (liveHash !== null) this.#info.set({ hash: liveHash, ...(revision === null ? {} : { revision }) }, 1);
    this.#isSuccessful.set(Number(problem === null && held === null && liveHash !== null));
    this.#succeededAt.set(liveSinceMs === null ? 0 : liveSinceMs / 1_000);
    this.#generation.set(configuration.generation);
    this.#heldStops.set(configuration.held?.stops.length ?? 0);
  }
}
