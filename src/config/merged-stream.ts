import type { RawConfiguration, RawStream } from './raw-configuration.js';

/**
 * All keys of a stream: what stands in it wins over its profiles, of these a later one over an earlier one, and all over the defaults.
 * A value wins as a whole, a mapping too; only labels add up, one by one.
 */
export function mergedStream(raw: RawConfiguration, stream: RawStream): RawStream {
  const layers: Partial<RawStream>[] = [raw.defaults ?? {}, ...profilesOf(raw, stream), stream];
  const labels = Object.assign({}, ...layers.map((layer) => layer.labels)) as Record<string, string>;
  return Object.assign({}, ...layers, { labels }) as RawStream;
}

/** The names of a stream's profiles, in order. */
export function profileNames({ profile = [] }: RawStream): readonly string[] {
  return typeof profile === 'string' ? [profile] : profile;
}

function profilesOf({ profiles = {} }: RawConfiguration, stream: RawStream): Partial<RawStream>[] {
  return profileNames(stream).flatMap((name) =>
    Object.hasOwn(profiles, name) ? (profiles[name] ?? []) : [],
  );
}
