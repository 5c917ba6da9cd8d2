import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import type { ConfigurationStatus } from './router-status.js';

/** What is told of the configuration file. */
export function configurationStatus(
  { state, liveSource, warning }: KnownConfiguration,
  revision: string | null,
): ConfigurationStatus {
  const { file, live, problem } = state;
  return {
    file,
    liveHash: live?.hash ?? null,
    revision: live === null ? null : revision,
    generation: live?.generation ?? 0,
    liveSource,
    warning,
    patterns: (live?.desired.patterns ?? []).map(({ name, source, template }) => {
      return { name, source: `push:${source}`, path: template.path };
    }),
    problem:
      problem === null
        ? null
        : {
            since: new Date(problem.sinceMs).toISOString(),
            hash: problem.hash,
            diagnostics: problem.diagnostics,
          },
  };
}

interface KnownConfiguration {
  readonly state: {
    readonly file: string;
    readonly live: {
      readonly hash: string;
      readonly generation: number;
      readonly desired: DesiredState;
    } | null;
    readonly problem: {
      /** Milliseconds since the Unix epoch. */
      readonly sinceMs: number;
      readonly hash: string;
      readonly diagnostics: readonly Diagnostic[];
    } | null;
  };
  readonly liveSource: ConfigurationStatus['liveSource'];
  readonly warning: string | null;
}
