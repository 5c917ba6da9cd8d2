import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.js';

/**
 * A program that passes for FFmpeg and reports progress twice a second as FFmpeg does, for next to nothing: bash waits by
 * itself, without starting a process for it. With `/flap-` in its arguments it ends after some seconds.
 */
export function standIn(folder: string): string {
  const bash = findOnPath('bash');
  if (bash === undefined) throw new Error('bash is missing');
  const path = join(folder, 'ffmpeg');
  const lines = [
    `#!${bash}`,
    'case "$*" in *-version*) echo "ffmpeg version 7.1-bench"; exit ;; *-i\\ *) ;; *) exit ;; esac',
    'exec 3<> <(:)',
    'time=0 last=-1',
    'case "$*" in */flap-*) last=5000000 ;; esac',
    'while :; do',
    '  time=$((time + 500000))',
    "  printf 'frame=%s\\nfps=25.00\\nstream_0_0_q=-1.0\\nbitrate=N/A\\ntotal_size=N/A\\nout_time_us=%s\\nout_time_ms=%s\\nout_time=00:00:00.000000\\ndup_frames=0\\ndrop_frames=0\\nspeed=   1x\\nprogress=continue\\n' $((time / 40000)) $time $time",
    '  [ $time = $last ] && { echo "[error] Input/output error" >&2; exit 1; }',
    '  read -r -t 0.5 -u 3',
    'done',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o700 });
  return path;
}
