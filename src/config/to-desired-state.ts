import type { DesiredState } from '../state/desired-state.js';
import { type RtspServer, type Source, type StreamSpec, specHash } from '../state/stream.js';
import type { StreamPattern } from '../state/stream-pattern.js';
import { type NetworkAddress, parseNetworkAddress } from '../util/network-address.js';
import { parsePortRange } from '../util/port-range.js';
import { defaultListener } from './default-listener.js';
import { mergedStream } from './merged-stream.js';
import type { RawConfiguration, RawStream } from './raw-configuration.js';
import { toAccess } from './to-access.js';
import { toAudioChoice, toVideoChoice } from './to-media-choice.js';
import { toPolicy } from './to-policy.js';

/** Each entry of `streams` by name, patterns and what is not enabled included, with the defaults filled in. */
export function toEntries(raw: RawConfiguration): Map<string, StreamSpec> {
  const outputServer = toServer(raw.output?.server ?? 'embedded');
  return new Map(
    Object.entries(raw.streams).map(([name, stream]) => [
      name,
      toStream(name, mergedStream(raw, stream), outputServer),
    ]),
  );
}

/** @param entries see {@link toEntries} */
export function toDesiredState(
  raw: RawConfiguration,
  entries: ReadonlyMap<string, StreamSpec>,
): DesiredState {
  const specs = [...entries.values()];
  return {
    listen: {
      rtsp: toAddress('rtsp', raw.listen?.rtsp),
      rtsps: toTlsAddress(raw.listen?.rtsps),
      rtmp: toAddress('rtmp', raw.listen?.rtmp),
      rtmps: toTlsAddress(raw.listen?.rtmps),
      http: toAddress('http', raw.listen?.http),
    },
    rtsp: { udpPorts: parsePortRange(raw.rtsp?.udpPorts ?? '') ?? null },
    access: toAccess(raw),
    guard: { maxStopShare: toShare(raw.guard?.maxStopShare) },
    streams: new Map(specs.filter((spec) => !isPattern(spec)).map((spec) => [spec.name, spec])),
    patterns: specs.filter((spec) => isPattern(spec) && spec.enabled).flatMap(toPattern),
    unsettled: null,
  };
}

function toStream(name: string, raw: RawStream, outputServer: RtspServer): StreamSpec {
  const spec: StreamSpec = {
    name,
    enabled: raw.enabled ?? true,
    sources: toSources(raw.source),
    path: raw.path ?? name,
    server: raw.server === undefined ? outputServer : toServer(raw.server),
    video: toVideoChoice(raw.video),
    audio: toAudioChoice(raw.audio),
    ffmpeg: {
      inputArgs: (raw.ffmpeg?.inputArgs ?? []).map(String),
      outputArgs: (raw.ffmpeg?.outputArgs ?? []).map(String),
    },
    policy: toPolicy(raw),
    labels: raw.labels ?? {},
  };
  // Computed once, here: every plan asks for it.
  specHash(spec);
  return spec;
}

/** `50%` is 0.5; null for `off`. */
function toShare(text = 'off'): number | null {
  return text === 'off' ? null : Number.parseInt(text, 10) / 100;
}

function isPattern({ name }: StreamSpec): boolean {
  return name.includes('*');
}

function toPattern(template: StreamSpec): StreamPattern[] {
  const [source] = template.sources;
  // What does not fit is a diagnostic.
  const isWhole = source.kind === 'push' && source.path.includes('*') && template.path.includes('*');
  return isWhole ? [{ name: template.name, source: source.path, template }] : [];
}

function toSources(source: RawStream['source']): StreamSpec['sources'] {
  if (typeof source === 'string') return [toSource(source)];
  const [first = '', ...others] = source;
  return [toSource(first), ...others.map(toSource)];
}

function toSource(text: string): Source {
  return text.startsWith('push:')
    ? { kind: 'push', path: text.slice('push:'.length) }
    : { kind: 'pull', url: text };
}

function toServer(text: string): RtspServer {
  return text === 'embedded' ? { kind: 'embedded' } : { kind: 'remote', url: text.replace(/\/$/, '') };
}

function toAddress(listener: 'rtsp' | 'rtmp' | 'http', text: string | undefined): NetworkAddress | null {
  if (text === undefined) return defaultListener(listener, process.env);
  return text === 'off' ? null : (parseNetworkAddress(text) ?? defaultListener(listener, process.env));
}

/** There only where the file names it: it needs a certificate. */
function toTlsAddress(text = 'off'): NetworkAddress | null {
  return text === 'off' ? null : (parseNetworkAddress(text) ?? null);
}
