import type { Player, Track } from './player.js';

export const ffmpeg = ffmpegOf(['video', 'audio']);

/**
 * One that reads these tracks only.
 * @param laterS by which all times are moved, except that of a first picture that has none: of negative ones ffmpeg makes 0
 */
export function ffmpegOf(tracks: readonly Track[], laterS = 0): Player {
  return {
    name: 'FFmpeg',
    mayRepeatTimes: false,
    command(url, transport) {
      const lower = transport === 'udp' ? 'udp' : 'tcp';
      const quiet = ['-hide_banner', '-loglevel', 'level+warning'];
      const later = laterS > 0 ? ['-itsoffset', String(laterS)] : [];
      const input = [...quiet, ...later, '-rtsp_transport', lower, '-i', url];
      // Times as they are: nothing is repeated, dropped or moved.
      const maps = tracks.flatMap((track) => ['-map', `0:${track.charAt(0)}`]);
      const output = [...maps, '-copyts', '-fps_mode', 'passthrough', '-enc_time_base', `1:${RATE_HZ}`];
      const raw = [
        '-c:v',
        'rawvideo',
        '-c:a',
        'pcm_s16le',
        '-f',
        'framecrc',
        '-flush_packets',
        '1',
        'pipe:1',
      ];
      return { file: 'ffmpeg', arguments: [...input, ...output, ...raw], quit: { input: 'q' } };
    },
    /** Lines of `framecrc`: stream, dts, pts, duration, size, checksum. */
    createReader: () => (line) => {
      const cells = line.split(',').map((cell) => cell.trim());
      const track = tracks[Number(cells[0])];
      if (line.startsWith('#') || cells.length < 6 || track === undefined) return null;
      return { track, timeS: Number(cells[2]) / RATE_HZ };
    },
    // The other is said of every stream of that kind that it begins to read.
    isComplaint: (line) =>
      /\[(?:warning|error|fatal|panic)\] /.test(line) && !line.includes('Guessed Channel Layout'),
  };
}

/** Of RTP video; coarser ones would round. */
const RATE_HZ = 90_000;
