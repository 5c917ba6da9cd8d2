import type { AccessRules } from '../state/access.js';
import { shownArguments } from '../state/allowed-options.js';
import { causeText } from '../state/cause.js';
import { CONDITIONS, type Reason } from '../state/conditions.js';
import type { AudioChoice, VideoChoice } from '../state/media-choice.js';
import type { ObservedState, ObservedStream } from '../state/observed-state.js';
import { startGate } from '../state/start-gate.js';
import {
  type FfmpegExtras,
  publicNamesOf,
  type Source,
  type StreamPolicy,
  type StreamSpec,
  serverText,
  sourceText,
  specHash,
} from '../state/stream.js';
import { hasProcess, type Progress, type StreamPhase } from '../state/stream-state.js';
import { wallTime } from '../util/clock.js';
import { redactUrls } from '../util/redact.js';
import { encryptedReaderUrl, pushUrl, readerUrl } from './addresses.js';
import { type DeliveryStatus, deliveryStatus } from './delivery-status.js';
import { type SourceStatus, sourceStatuses } from './source-status.js';

/** What a person or a script is told about one stream. Credentials are never in it. */
export interface StreamStatus {
  readonly name: string;
  readonly phase: StreamPhase;
  readonly reason: Reason;
  /** A sentence. */
  readonly message: string;
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string;
  /** The one in use, or the one that was tried last. */
  readonly source: string;
  /** All of them, in order of preference. */
  readonly sources: readonly SourceStatus[];
  readonly video: VideoChoice;
  readonly audio: AudioChoice;
  readonly labels: Readonly<Record<string, string>>;
  /** The pattern that it comes from, such as `drone-*`; null for an entry of its own. */
  readonly pattern: string | null;
  /** Further arguments; the values that can be credentials are masked. */
  readonly ffmpeg: FfmpegExtras;
  /** Where a publisher has to push, for `push:` sources; with `?key=KEY` where it has to put a stream key in the place of KEY. */
  readonly pushUrl: string | null;
  /** The same over TLS; null without `listen.rtmps`. */
  readonly encryptedPushUrl: string | null;
  readonly server: string;
  readonly path: string;
  /** What to open in a player; null while the embedded server does not listen. */
  readonly rtspUrl: string | null;
  /** The same over TLS; null without `listen.rtsps`, and at another server. */
  readonly rtspsUrl: string | null;
  readonly pid: number | null;
  readonly restarts: number;
  /** Its process was started by another version of the router, which would have started it otherwise; `restart --outdated` renews it. */
  readonly outdated: boolean;
  /** ISO 8601; when it came into its phase. Null when nothing was ever started. */
  readonly since: string | null;
  /** ISO 8601; when it is tried again, in the phase `backoff`. */
  readonly nextTry: string | null;
  readonly progress: Progress | null;
  /** What goes through its path at the embedded server; null where there is none, or another server. */
  readonly delivery: DeliveryStatus | null;
  /** Of the configuration that it follows. */
  readonly generation: number;
  /** What is heeded while it runs, and changed without a restart. */
  readonly policy: StreamPolicy;
  /** Equal hashes: nothing that matters to the running process differs. */
  readonly specHash: string;
  /** Of what its process was started for; null without one. Another one than `specHash`: a change is still to be carried out. */
  readonly processSpecHash: string | null;
}

interface StreamStatusOptions {
  readonly generation: number;
  readonly isWanted: boolean;
  /** What has to be given for pushing; null and none: nothing. */
  readonly ingestKeys?: AccessRules['ingestKeys'];
}

/** The status of a stream of the live configuration, or of one that is still stopping after it was removed. */
export function streamStatus(
  spec: StreamSpec,
  observed: ObservedState,
  options: StreamStatusOptions,
): StreamStatus {
  const told = tell(spec, observed, options.isWanted);
  const condition = CONDITIONS[told.reason];
  const publicNames = new Set(publicNamesOf(spec));
  const stream = observed.streams.get(spec.name);
  const state = stream?.state;
  return {
    name: spec.name,
    phase: told.phase,
    reason: told.reason,
    message: told.detail === null ? condition.message : `${condition.message} (${told.detail})`,
    remedy: condition.remedy,
    source: redactUrls(sourceText(sourceInUse(spec, stream)), publicNames),
    sources: sourceStatuses(spec, observed),
    video: spec.video,
    audio: spec.audio,
    labels: shownLabels(spec, publicNames),
    pattern: spec.pattern ?? null,
    ffmpeg: {
      inputArgs: shownArguments(spec.ffmpeg.inputArgs).map((text) => redactUrls(text, publicNames)),
      outputArgs: shownArguments(spec.ffmpeg.outputArgs).map((text) => redactUrls(text, publicNames)),
    },
    pushUrl: pushAddress(spec, observed, options.ingestKeys ?? null, 'rtmp'),
    encryptedPushUrl: pushAddress(spec, observed, options.ingestKeys ?? null, 'rtmps'),
    server: redactUrls(serverText(spec.server)),
    path: spec.path,
    rtspUrl: readerUrl(observed, spec),
    rtspsUrl: encryptedReaderUrl(observed, spec),
    pid: state !== undefined && hasProcess(state) ? state.process.pid : null,
    restarts: stream?.restarts ?? 0,
    outdated: stream?.isOutdated ?? false,
    since: state === undefined ? null : isoTime(state.sinceMs),
    nextTry: told.nextTryMs === null ? null : isoTime(told.nextTryMs),
    ...streamNumbers(spec, observed),
    generation: options.generation,
    policy: spec.policy,
    specHash: specHash(spec),
    processSpecHash: state !== undefined && hasProcess(state) ? (stream?.specHash ?? null) : null,
  };
}

/** What changes all the time while it runs. */
export function streamNumbers(
  spec: StreamSpec,
  observed: ObservedState,
): Pick<StreamStatus, 'progress' | 'delivery'> {
  const state = observed.streams.get(spec.name)?.state;
  return {
    progress: state?.phase === 'running' ? state.progress : null,
    delivery: deliveryStatus(spec, observed),
  };
}

interface Told {
  readonly phase: StreamPhase;
  readonly reason: Reason;
  readonly detail: string | null;
  readonly nextTryMs: number | null;
}

function tell(spec: StreamSpec, observed: ObservedState, isWanted: boolean): Told {
  const stream = observed.streams.get(spec.name);
  const state = stream?.state;
  const just = (phase: StreamPhase, reason: Reason, detail: string | null = null): Told => ({
    phase,
    reason,
    detail,
    nextTryMs: null,
  });
  if (state?.phase === 'running' && stream?.successor != null) return just('running', 'TakeoverWaits');
  const isOutdated = !isWanted || !spec.enabled || stream?.specHash !== specHash(spec);
  if ((state?.phase === 'starting' || state?.phase === 'running') && isOutdated)
    return just(state.phase, 'ChangeWaits');
  switch (state?.phase) {
    case 'starting':
      return just('starting', 'Starting');
    case 'running':
      return just('running', 'Running');
    case 'stalled':
      return just('stalled', state.reason);
    case 'stopping':
      return just('stopping', 'Stopping', causeText(state.cause));
    case 'backoff':
    case 'failed':
    case undefined:
      break;
  }
  if (!isWanted || !spec.enabled) return just('disabled', 'Disabled');
  const gate = startGate(spec, observed);
  if (gate.open) return just('pending', 'WaitingForStart');
  if (state === undefined || state.lastEnd === null || isWaiting(gate.waitsFor)) {
    return just('pending', gate.waitsFor);
  }
  // The line that told belongs to the reason that it told.
  const detail = gate.waitsFor === state.lastEnd.reason ? state.lastEnd.evidence : null;
  return { phase: state.phase, reason: gate.waitsFor, detail, nextTryMs: gate.untilMs };
}

/** Whether it is no failure but something that has to come first. */
function isWaiting(reason: Reason): boolean {
  return reason.startsWith('WaitingFor') || reason.endsWith('Off');
}

/** Of another specification nothing is known: then it is the first. */
function sourceInUse(spec: StreamSpec, stream: ObservedStream | undefined): Source {
  const index = stream?.specHash === specHash(spec) ? stream.sourceIndex : 0;
  return spec.sources[index] ?? spec.sources[0];
}

function pushAddress(
  spec: StreamSpec,
  observed: ObservedState,
  keys: AccessRules['ingestKeys'],
  listener: 'rtmp' | 'rtmps',
): string | null {
  const pushed = spec.sources.find((source) => source.kind === 'push');
  return pushed === undefined ? null : pushUrl(observed, pushed.path, keys, listener);
}

/** A URL in one may hold a credential, as anywhere. */
function shownLabels({ labels }: StreamSpec, publicNames: ReadonlySet<string>): Record<string, string> {
  // One that an older router recorded has none.
  const entries = Object.entries(labels ?? {});
  return Object.fromEntries(entries.map(([key, text]) => [key, redactUrls(text, publicNames)]));
}

function isoTime(ms: number): string {
  return new Date(wallTime(ms)).toISOString();
}
