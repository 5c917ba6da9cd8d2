import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { describeRefusal, type RefusedPublisher } from '../state/refused-publisher.js';
import { specHash } from '../state/stream.js';
import { wallTime } from '../util/clock.js';
import type { ConfigurationStatus, RefusalStatus } from './router-status.js';

/** What is told of the configuration. */
export function configurationStatus(
  { state, liveSource, warning, alsoHashes }: KnownConfiguration,
  revision: string | null,
  refused: readonly RefusedPublisher[],
): ConfigurationStatus {
  const { file, live, problem, held } = state;
  return {
    file,
    files: (live?.texts ?? []).map((text) => text.file),
    liveHash: live?.hash ?? null,
    alsoHashes,
    revision: live === null ? null : revision,
    generation: live?.generation ?? 0,
    liveSource,
    warning,
    patterns: (live?.desired.patterns ?? []).map(({ name, source, template }) => {
      const { path, labels } = template;
      const own = refused.filter(({ pattern }) => pattern === name).map(refusalStatus);
      return {
        ...{ name, source: `push:${source}`, path, labels },
        specHash: specHash(template),
        refused: own,
      };
    }),
    maxStopShare: live?.desired.guard.maxStopShare ?? null,
    held:
      held === null
        ? null
        : {
            since: new Date(wallTime(held.sinceMs)).toISOString(),
            hash: held.hash,
            stops: held.stops,
            running: held.running,
          },
    problem:
      problem === null
        ? null
        : {
            since: new Date(wallTime(problem.sinceMs)).toISOString(),
            hash: problem.hash,
            diagnostics: problem.diagnostics,
          },
  };
}

function refusalStatus(refused: RefusedPublisher): RefusalStatus {
  return { source: `push:${refused.ingestPath}`, ...describeRefusal(refused) };
}

interface KnownConfiguration {
  readonly state: {
    readonly file: string;
    readonly live: {
      readonly hash: string;
      readonly generation: number;
      readonly desired: DesiredState;
      readonly texts: readonly { readonly file: string }[];
    } | null;
    readonly problem: {
      /** Milliseconds since the Unix epoch, of `steadyNow`. */
      readonly sinceMs: number;
      readonly hash: string;
      readonly diagnostics: readonly Diagnostic[];
    } | null;
    readonly held: {
      /** As that of a problem. */
      readonly sinceMs: number;
      readonly hash: string;
      readonly stops: readonly string[];
      readonly running: number;
    } | null;
  };
  readonly alsoHashes: readonly string[];
  readonly liveSource: ConfigurationStatus['liveSource'];
  readonly warning: string | null;
}
