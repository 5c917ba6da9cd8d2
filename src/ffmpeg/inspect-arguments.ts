import type { TrackKind } from '../state/control-protocol.js';
import { inputArguments } from './input-arguments.js';

/**
 * FFmpeg's arguments for a look at a source: it connects, finds the tracks, tells them on standard error (see
 * `parseInspection`) and ends with exit code 1, since it was given nothing to do with them. The input is read with the
 * very options of a relay, so that the same tracks are found: a shorter look would lose some.
 */
export function inspectArguments({ input, knownTracks, inputArgs }: InspectedInput): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'level+info'],
    ...inputArguments(input, knownTracks, inputArgs),
  ];
}

export interface InspectedInput {
  /** Where to play from. */
  readonly input: string;
  /** As in a relay. */
  readonly knownTracks: readonly TrackKind[] | null;
  /** Further options from the file. */
  readonly inputArgs: readonly string[];
}
