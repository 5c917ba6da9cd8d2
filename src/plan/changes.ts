import type { Change } from '../state/cause.js';
import { mediaText } from '../state/media-choice.js';
import { publicNamesOf, type StreamSpec, serverText, sourcesText } from '../state/stream.js';
import { formatDuration } from '../util/duration.js';
import { redactUrls } from '../util/redact.js';

/** What differs between two versions of a stream in the words of the file, redacted. Empty when only a credential differs. */
export function changesBetween(from: StreamSpec, to: StreamSpec): Change[] {
  const readings: readonly [key: string, read: (spec: StreamSpec) => string][] = [
    ['source', (spec) => sourcesText(spec.sources)],
    ['server', (spec) => serverText(spec.server)],
    ['path', (spec) => spec.path],
    ['video', (spec) => mediaText(spec.video)],
    ['audio', (spec) => mediaText(spec.audio)],
    ['stallTimeout', (spec) => formatDuration(spec.policy.stallTimeoutMs)],
  ];
  return readings
    .map(([key, read]) => ({ key, from: shown(read(from), from), to: shown(read(to), to) }))
    .filter((change) => change.from !== change.to);
}

function shown(text: string, spec: StreamSpec): string {
  return redactUrls(text, new Set(publicNamesOf(spec)));
}
