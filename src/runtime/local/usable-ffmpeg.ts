import type { FfmpegInventory } from '../../ffmpeg/inventory.js';

/** The FFmpeg that streams run with. */
export interface UsableFfmpeg {
  /** Absolute. */
  readonly path: string;
  readonly inventory: FfmpegInventory;
}
