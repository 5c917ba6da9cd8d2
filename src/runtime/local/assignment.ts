import { relayRecipe } from '../../ffmpeg/relay-recipe.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import type { Cause } from '../../state/cause.js';
import { publicNamesOf, type StreamSpec, sourceText, specHash, urlsOf } from '../../state/stream.js';
import { createRedactor, type Redactor } from '../../util/redact.js';
import { argumentsOf } from './process-identity.js';
import type { StreamRole } from './process-records.js';

/** What a process of a stream is started for. */
export interface Assignment {
  /** Of an adopted process only a redacted one may be known. */
  readonly spec: StreamSpec;
  /** Of that as it was before it was redacted. */
  readonly specHash: string;
  readonly sourceIndex: number;
  readonly cause: Cause;
  /** See `relayRecipe`. */
  readonly recipe: string;
  /** This router would run it otherwise. */
  readonly isOutdated: boolean;
  /** Hides the stream's credentials. */
  readonly redact: Redactor;
}

/** @param secrets further URLs that hold a secret of this process */
export function assign(
  spec: StreamSpec,
  sourceIndex: number,
  cause: Cause,
  ffmpegs: UsableFfmpegs,
  secrets: readonly string[] = [],
): Assignment {
  return {
    spec,
    specHash: specHash(spec),
    sourceIndex,
    cause,
    recipe: relayRecipe(spec, sourceOf(spec, sourceIndex), ffmpegs),
    isOutdated: false,
    redact: createRedactor([...urlsOf(spec), ...secrets], publicNamesOf(spec)),
  };
}

/**
 * Of a process that an earlier router started.
 * @param known what the file says now, if it is what the process was started for
 */
export function assignmentOf(
  pid: number,
  role: StreamRole,
  known: StreamSpec | null,
  ffmpegs: UsableFfmpegs,
): Assignment {
  const spec = known ?? role.spec;
  // What is known of its credentials: where the file says something else by now, its own arguments.
  const urls = argumentsOf(pid).filter((text) => text.includes('://'));
  const now = assign(spec, role.sourceIndex, role.cause, ffmpegs, urls);
  const { recipe, specHash: hash } = role;
  return { ...now, specHash: hash, recipe, isOutdated: recipe !== now.recipe };
}

/** The source that it reads, redacted. */
export function sourceInUse({ spec, sourceIndex, redact }: Assignment): string {
  return redact(sourceText(sourceOf(spec, sourceIndex)));
}

function sourceOf(spec: StreamSpec, sourceIndex: number): StreamSpec['sources'][number] {
  return spec.sources[sourceIndex] ?? spec.sources[0];
}
