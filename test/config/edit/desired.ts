import type { StreamEdit } from '../../../src/config/edit/stream-edit.js';
import { readConfiguration } from '../../../src/config/read-configuration.js';
import { renderDiagnostics } from '../../../src/config/render-diagnostics.js';
import { type StreamSpec, sourceText } from '../../../src/state/stream.js';

/** The streams that a text asks for, as the router reads it. */
export function desiredIn(text: string): Map<string, StreamSpec> {
  const read = readConfiguration('streams.yaml', text);
  if (!read.ok) throw new Error(`${renderDiagnostics(read.diagnostics, () => text)}\n${text}`);
  return new Map(read.desired.streams);
}

/** What has to be asked for after an edit: worked out on the desired state, without looking at the text. */
export function desiredAfter(text: string, edit: StreamEdit): Map<string, StreamSpec> {
  const streams = desiredIn(text);
  if (edit.kind === 'add') return new Map([...streams, ...alone(edit.streams)]);
  for (const name of edit.names) {
    const spec = streams.get(name);
    if (edit.kind === 'remove') streams.delete(name);
    if (edit.kind === 'remove' || spec === undefined) continue;
    const lines = { path: spec.path, enabled: spec.enabled, ...mediaOf(spec), ...edit.values };
    const base = { source: sourceOf(spec), server: serverOf(spec), ...lines };
    const kept = Object.entries(base).filter(
      ([key, value]) => value !== undefined && !edit.unset.includes(key),
    );
    for (const [, only] of alone([[name, Object.fromEntries(kept)]])) streams.set(name, only);
  }
  return streams;
}

/** Streams by themselves, as JSON, which is YAML. */
function alone(streams: Iterable<readonly [string, unknown]>): Map<string, StreamSpec> {
  return desiredIn(JSON.stringify({ version: 1, streams: Object.fromEntries(streams) }));
}

function sourceOf({ sources }: StreamSpec): string | string[] {
  const [first = '', ...others] = sources.map(sourceText);
  return others.length === 0 ? first : [first, ...others];
}

function serverOf(spec: StreamSpec): string | undefined {
  return spec.server.kind === 'remote' ? spec.server.url : undefined;
}

function mediaOf(spec: StreamSpec) {
  return { video: rawOf(spec.video), failback: failbackOf(spec) };
}

function failbackOf({ policy: { failbackMs } }: StreamSpec): string {
  return failbackMs === null ? 'off' : `${failbackMs}ms`;
}

/** Of the random edits only these two say something of an encoding. */
function rawOf(video: StreamSpec['video']): unknown {
  if (typeof video !== 'object') return video;
  return { codec: video.codec, bitrate: `${(video.bitsPerSecond ?? 0) / 1_000}k` };
}
