import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Player, Track } from './player.js';

const PROGRAM = 'gst-launch-1.0';

export const hasGstreamer = (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, PROGRAM), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
if (!hasGstreamer) console.warn('SKIPPED: there is no GStreamer; see scripts/setup-players.mjs');

export const gstreamer = gstreamerOf(['video', 'audio']);

/** One that plays these tracks; it would wait for any other for ever. */
export function gstreamerOf(tracks: readonly Track[]): Player {
  return {
    name: 'GStreamer',
    // Its times follow the clock by which packets arrive; what comes ahead of it gets the time of the one before.
    mayRepeatTimes: true,
    command(url, transport) {
      const track = (name: string): string[] => [
        ...['source.', '!', `application/x-rtp,media=${name}`, '!', 'decodebin', '!'],
        ...['fakesink', `name=${name}`, 'sync=true'],
      ];
      const source = [
        'rtspsrc',
        'name=source',
        `location=${url}`,
        `protocols=${transport === 'udp' ? 'udp' : 'tcp'}`,
        'latency=200',
        'tls-validation-flags=0',
      ];
      return {
        file: PROGRAM,
        arguments: ['-e', ...source, ...tracks.flatMap(track)],
        // The sinks' property tells of buffers, too, but leaves some out on a busy machine.
        environment: { GST_DEBUG: '2,basesink:5', GST_DEBUG_NO_COLOR: '1' },
        quit: { signal: 'SIGINT' },
      };
    },
    /** What the sinks say of each buffer. */
    createReader: () => (line) => {
      const { name, time = '' } = SINK.exec(line)?.groups ?? {};
      if (name !== 'video' && name !== 'audio') return null;
      const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
      return { track: name, timeS: hours * 3600 + minutes * 60 + seconds };
    },
    isComplaint: (line) => COMPLAINT.test(line) && !HARMLESS.test(line),
  };
}

const COMPLAINT = / (?:WARN|ERROR) |^(?:WARNING|ERROR):/;
/**
 * What comes at once when it joins is ahead of the clock that it follows, so it gets about one time; its decoder guesses others, which
 * are then late. What leaves the decoder is in order, and that is looked at. And x265's test picture does not say how its colours are meant.
 */
const HARMLESS = /decreasing timestamp|reset skew|colorimetry|color matrix/;
const SINK = /chain_unlocked:<(?<name>\w+)> got times start: (?<time>\d+:\d+:\d+\.\d+),/;
