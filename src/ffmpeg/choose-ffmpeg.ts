import { canRead } from './inventory.js';
import type { Inspection } from './parse-inspection.js';
import { protocolMissing, type RelayCommand, type RelayJob, relayCommand } from './relay-command.js';
import type { UsableFfmpeg, UsableFfmpegs } from './usable-ffmpeg.js';

/**
 * The first FFmpeg that can relay the stream, with its arguments; or, where none can, the last one and why it cannot. So what is
 * only passed on runs with the slim one, and what has to be encoded with the full one.
 */
export function chooseForRelay(
  job: RelayJob,
  ffmpegs: UsableFfmpegs,
  inspected: Inspection | null,
): ChosenFfmpeg {
  return chooseFirst(ffmpegs, ({ inventory }) => relayCommand(job, inventory, inspected));
}

/** The first FFmpeg that reads sources like this one. */
export function chooseForInput(input: string, args: readonly string[], ffmpegs: UsableFfmpegs): ChosenFfmpeg {
  return chooseFirst(ffmpegs, ({ inventory }) =>
    canRead(input, inventory) ? { arguments: args } : protocolMissing(input),
  );
}

export interface ChosenFfmpeg {
  readonly ffmpeg: UsableFfmpeg;
  readonly command: RelayCommand;
}

function chooseFirst(
  [ffmpeg, ...others]: UsableFfmpegs,
  commandOf: (ffmpeg: UsableFfmpeg) => RelayCommand,
): ChosenFfmpeg {
  const command = commandOf(ffmpeg);
  const [next, ...rest] = others;
  if (command.arguments !== null || next === undefined) return { ffmpeg, command };
  return chooseFirst([next, ...rest], commandOf);
}
