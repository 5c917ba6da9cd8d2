import { DEFAULT_LISTENERS, type DesiredState, type ListenerName } from '../state/desired-state.js';
import { DEFAULT_POLICY, type RtspServer, type Source, type StreamSpec, specHash } from '../state/stream.js';
import { parseDuration } from '../util/duration.js';
import { type NetworkAddress, parseNetworkAddress } from '../util/network-address.js';
import type { RawConfiguration, RawStream } from './raw-configuration.js';

/** Fills in the defaults. */
export function toDesiredState(raw: RawConfiguration): DesiredState {
  const outputServer = toServer(raw.output?.server ?? 'embedded');
  const streams = Object.entries(raw.streams).map(([name, stream]): [string, StreamSpec] => [
    name,
    toStream(name, { ...raw.defaults, ...stream }, outputServer),
  ]);
  return {
    listen: {
      rtsp: toAddress('rtsp', raw.listen?.rtsp),
      rtmp: toAddress('rtmp', raw.listen?.rtmp),
      http: toAddress('http', raw.listen?.http),
    },
    streams: new Map(streams),
    unsettled: null,
  };
}

function toStream(name: string, raw: RawStream, outputServer: RtspServer): StreamSpec {
  const spec: StreamSpec = {
    name,
    enabled: raw.enabled ?? true,
    sources: [toSource(raw.source)],
    path: raw.path ?? name,
    server: raw.server === undefined ? outputServer : toServer(raw.server),
    video: 'copy',
    audio: 'copy',
    ffmpeg: { inputArgs: [], outputArgs: [] },
    policy: {
      ...DEFAULT_POLICY,
      stallTimeoutMs: parseDuration(raw.stallTimeout ?? '') ?? DEFAULT_POLICY.stallTimeoutMs,
    },
  };
  // Computed once, here: every plan asks for it.
  specHash(spec);
  return spec;
}

function toSource(text: string): Source {
  return text.startsWith('push:')
    ? { kind: 'push', path: text.slice('push:'.length) }
    : { kind: 'pull', url: text };
}

function toServer(text: string): RtspServer {
  return text === 'embedded' ? { kind: 'embedded' } : { kind: 'remote', url: text.replace(/\/$/, '') };
}

function toAddress(listener: ListenerName, text: string | undefined): NetworkAddress | null {
  if (text === undefined) return DEFAULT_LISTENERS[listener];
  return text === 'off' ? null : (parseNetworkAddress(text) ?? DEFAULT_LISTENERS[listener]);
}
