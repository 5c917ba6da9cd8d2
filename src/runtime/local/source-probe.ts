import { chooseForInput } from '../../ffmpeg/choose-ffmpeg.js';
import { type ClassifiedEnd, classifyEnd } from '../../ffmpeg/classify-end.js';
import { inspectArguments } from '../../ffmpeg/inspect-arguments.js';
import { type Inspection, parseInspection } from '../../ffmpeg/parse-inspection.js';
import type { UsableFfmpegs } from '../../ffmpeg/usable-ffmpeg.js';
import type { Reason } from '../../state/conditions.js';
import { listenerUrl } from '../../state/listener-url.js';
import type { ObservedState } from '../../state/observed-state.js';
import { withOwnKey } from '../../state/own-credentials.js';
import { sourceStanding } from '../../state/source-standing.js';
import { steadyNow } from '../../util/clock.js';
import { createRedactor } from '../../util/redact.js';
import { ManagedProcess } from './managed-process.js';
import type { SpawnContext } from './spawn-context.js';
import { findStall } from './stall-evidence.js';

/** Looks at sources on demand, as a relay would see them. */
export class SourceProbe {
  readonly #ffmpegs: UsableFfmpegs;
  readonly #spawn: SpawnContext;
  readonly #secret: () => string;
  readonly #running = new Set<ManagedProcess>();

  /** @param secret what the router's own processes come to its servers by is made of it */
  constructor(ffmpegs: UsableFfmpegs, spawn: SpawnContext, secret: () => string) {
    this.#secret = secret;
    this.#ffmpegs = ffmpegs;
    this.#spawn = spawn;
  }

  /** Each is an FFmpeg. */
  get isBusy(): boolean {
    return this.#running.size >= MAX_AT_ONCE;
  }

  /**
   * Resolves with what was found, within `timeoutMs` and the time that it takes to end FFmpeg.
   * @param source a URL with its credentials, or `push:PATH`
   * @throws the system's error when the state folder cannot be written
   */
  async look(
    source: string,
    observed: ObservedState,
    { inputArgs, timeoutMs }: LookOptions,
  ): Promise<SourceLook> {
    const input = inputOf(source, observed, this.#secret());
    if ('reason' in input) return { ok: false, ...input, evidence: null, tookMs: 0 };
    return this.#run(input.url, inputArgs, timeoutMs);
  }

  async #run(input: string, inputArgs: readonly string[], timeoutMs: number): Promise<SourceLook> {
    const args = inspectArguments({ input, knownTracks: null, inputArgs });
    const { ffmpeg, command } = chooseForInput(input, args, this.#ffmpegs);
    if (command.arguments === null)
      return { ok: false, reason: command.reason, evidence: command.problem, tookMs: 0 };
    const lines: string[] = [];
    const process = ManagedProcess.spawn({
      ...this.#spawn,
      role: { kind: 'helper' },
      file: ffmpeg.path,
      arguments: command.arguments,
      onOutputLine: () => undefined,
      onErrorLine: (line) => {
        lines.push(line);
        if (lines.length > MAX_LINES) lines.splice(KEPT_HEAD, 1);
      },
    });
    this.#running.add(process);
    const startedAtMs = steadyNow();
    let stall: Reason | null = null;
    const deadline = setTimeout(() => {
      stall = findStall(process.pid ?? 0, { input, output: '' }, false);
      process.stop();
    }, timeoutMs);
    const end = await process.ended;
    clearTimeout(deadline);
    this.#running.delete(process);
    const tookMs = Math.round(steadyNow() - startedAtMs);
    const inspection = parseInspection(lines);
    if (inspection !== null && (inspection.video ?? inspection.audio) !== null)
      return { ok: true, inspection, tookMs };
    if (inspection !== null) return { ok: false, reason: 'TrackMissing', evidence: null, tookMs };
    const redact = createRedactor([input, ...inputArgs.filter((text) => text.includes('://'))]);
    const standardError = lines.map((line) => redact(line.replace(/\p{Cc}/gu, ' ')));
    const told: ClassifiedEnd =
      stall === null
        ? classifyEnd({
            ...end,
            standardError,
            hadProgress: false,
            sawProgressEnd: false,
            quietMs: tookMs,
            sinceInputMs: null,
            oomKillsDuring: 0,
          })
        : { reason: stall, evidence: null };
    return { ok: false, ...told, tookMs };
  }

  async close(): Promise<void> {
    for (const process of this.#running) process.stop();
    await Promise.all([...this.#running].map(({ ended }) => ended));
  }
}

export type SourceLook =
  | { readonly ok: true; readonly inspection: Inspection; readonly tookMs: number }
  | {
      readonly ok: false;
      readonly reason: Reason;
      /** The line of FFmpeg that told, redacted. */
      readonly evidence: string | null;
      readonly tookMs: number;
    };

export interface LookOptions {
  /** Further options from the file. */
  readonly inputArgs: readonly string[];
  readonly timeoutMs: number;
}

/** A path of the ingest can be read while somebody pushes to it. */
function inputOf(
  source: string,
  observed: ObservedState,
  secret: string,
): { readonly url: string } | { readonly reason: Reason } {
  if (!source.startsWith('push:')) return { url: source };
  const path = source.slice('push:'.length);
  const standing = sourceStanding({ kind: 'push', path }, 0, null, observed);
  if (standing.kind !== 'ready') return { reason: standing.reason };
  const url = `${listenerUrl('rtmp', observed.listeners.rtmp)}/${path}`;
  return { url: withOwnKey(url, secret, 'play', path) };
}

const MAX_AT_ONCE = 2;
const MAX_LINES = 400;
/** What the input is is told first; why it failed, last. */
const KEPT_HEAD = 200;
