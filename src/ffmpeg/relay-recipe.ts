import { createHash } from 'node:crypto';
import type { Source, StreamSpec } from '../state/stream.js';
import type { FfmpegInventory } from './inventory.js';
import { relayCommand } from './relay-command.js';

/**
 * Hash of how this router would relay a stream: FFmpeg's path and version, and its arguments without the addresses. Two
 * routers with one recipe run the same command for the same lines of the file; after an upgrade it may differ.
 */
export function relayRecipe(
  spec: StreamSpec,
  source: Source,
  { path, inventory }: { readonly path: string; readonly inventory: FfmpegInventory },
): string {
  const scheme = source.kind === 'push' ? 'rtmp' : source.url.slice(0, source.url.indexOf(':'));
  const job = { spec, input: `${scheme}://input`, output: 'rtsp://output', publisher: null };
  const relevant = [path, inventory.version, relayCommand(job, inventory, null)];
  return createHash('sha256').update(JSON.stringify(relevant)).digest('hex').slice(0, 16);
}
