import { createHash } from 'node:crypto';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { readConfiguration } from './read-configuration.js';
import { unreadableFile } from './unreadable-file.js';

/** What is live, and what is wrong with the newest text of the file if that is something else. */
export interface ConfigurationState {
  readonly file: string;
  readonly live: LiveConfiguration | null;
  readonly problem: ConfigurationProblem | null;
}

export interface LiveConfiguration {
  readonly desired: DesiredState;
  readonly hash: string;
  /** Counts the contents that became live, from 1. */
  readonly generation: number;
  readonly sinceMs: number;
}

export interface ConfigurationProblem {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the text that was tried; null when there was no text. */
  readonly hash: string | null;
  readonly sinceMs: number;
}

export type FileContent =
  | { readonly ok: true; readonly text: string }
  /** The system's error code, such as `ENOENT`. */
  | { readonly ok: false; readonly code: string };

/**
 * What follows when the file is found with this content. An invalid, missing or unreadable file leaves what is
 * live as it is. Answers the same object when nothing changed.
 */
export function nextConfigurationState(
  state: ConfigurationState,
  content: FileContent,
  nowMs: number,
): ConfigurationState {
  const hash = content.ok ? contentHash(content.text) : null;
  if (state.live !== null && hash === state.live.hash) {
    return state.problem === null ? state : { ...state, problem: null };
  }
  const read = content.ok
    ? readConfiguration(state.file, content.text)
    : { ok: false as const, diagnostics: [unreadableFile(state.file, content.code)] };
  if (read.ok && hash !== null) {
    const generation = (state.live?.generation ?? 0) + 1;
    return { ...state, live: { desired: read.desired, hash, generation, sinceMs: nowMs }, problem: null };
  }
  if (read.ok) return state;
  const sinceMs = state.problem?.sinceMs ?? nowMs;
  return { ...state, problem: { diagnostics: read.diagnostics, hash, sinceMs } };
}

/** SHA-256 of the text, the first 16 hexadecimal digits. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
