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
  const spec = streams.get(edit.name);
  if (edit.kind === 'add-all') {
    const added = { version: 1, streams: Object.fromEntries(edit.streams) };
    return new Map([...streams, ...desiredIn(JSON.stringify(added))]);
  }
  if (edit.kind === 'remove') {
    streams.delete(edit.name);
    return streams;
  }
  const lines = { path: spec?.path, enabled: spec?.enabled, ...mediaOf(spec), ...edit.values };
  const base = { source: spec === undefined ? undefined : sourceOf(spec), server: serverOf(spec), ...lines };
  const unset = edit.kind === 'set' ? edit.unset : [];
  const values = Object.entries(base).filter(([key, value]) => value !== undefined && !unset.includes(key));
  // One stream by itself, as JSON, which is YAML.
  const alone = { version: 1, streams: { [edit.name]: Object.fromEntries(values) } };
  for (const [name, only] of desiredIn(JSON.stringify(alone))) streams.set(name, only);
  return streams;
}

function sourceOf({ sources }: StreamSpec): string | string[] {
  const [first = '', ...others] = sources.map(sourceText);
  return others.length === 0 ? first : [first, ...others];
}

function serverOf(spec: StreamSpec | undefined): string | undefined {
  return spec?.server.kind === 'remote' ? spec.server.url : undefined;
}

function mediaOf(spec: StreamSpec | undefined) {
  return { video: rawOf(spec?.video), failback: spec === undefined ? undefined : failbackOf(spec) };
}

function failbackOf({ policy: { failbackMs } }: StreamSpec): string {
  return failbackMs === null ? 'off' : `${failbackMs}ms`;
}

/** Of the random edits only these two say something of an encoding. */
function rawOf(video: StreamSpec['video'] | undefined): unknown {
  if (typeof video !== 'object') return video;
  return { codec: video.codec, bitrate: `${(video.bitsPerSecond ?? 0) / 1_000}k` };
}
