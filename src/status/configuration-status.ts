import type { Diagnostic } from '../state/diagnostic.js';
import type { ConfigurationStatus } from './router-status.js';

/** What is told of the configuration. */
export function configurationStatus({ state, liveSource, warning }: KnownConfiguration): ConfigurationStatus {
  const { file, live, problem } = state;
  return {
    file,
    files: (live?.texts ?? []).map((text) => text.file),
    liveHash: live?.hash ?? null,
    generation: live?.generation ?? 0,
    liveSource,
    warning,
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
      readonly texts: readonly { readonly file: string }[];
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
