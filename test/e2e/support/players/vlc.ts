import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackedPackages } from '../unpacked-packages.js';
import type { Player } from './player.js';

const PACKAGES = unpackedPackages('vlc');

export const hasVlc = PACKAGES !== undefined;
if (!hasVlc) console.warn('SKIPPED: there is no VLC; see scripts/setup-players.mjs');

export const vlc: Player = {
  name: 'VLC',
  mayRepeatTimes: false,
  command(url, transport) {
    if (PACKAGES === undefined) throw new Error('there is no VLC');
    const own = join(PACKAGES.libraries, 'vlc');
    const program = PACKAGES.command('usr/bin/vlc', own);
    // It decodes and encodes, and tells the times between what comes out. Without a clock to follow: times as they are.
    const output =
      '#transcode{vcodec=h264,venc=x264{preset=ultrafast,tune=zerolatency},acodec=s16l,aenc=araw}:stats';
    const options = ['-I', 'dummy', '--no-dbus', '-vv', '--clock-synchro=0', '--sout', output];
    const all = [...program, ...options, ...(transport === 'udp' ? [] : ['--rtsp-tcp']), url];
    const [file = '', ...args] = [...asNobody(), ...all];
    return {
      file,
      arguments: args,
      environment: {
        HOME: tmpdir(),
        VLC_PLUGIN_PATH: join(own, 'plugins'),
        VLC_DATA_PATH: join(PACKAGES.root, 'usr', 'share', 'vlc'),
        VLC_LIB_PATH: own,
      },
      quit: { signal: 'SIGINT' },
    };
  },
  /** What `stats` says of each picture and piece of sound. */
  createReader() {
    const timesUs = { video: 0, audio: 0 };
    return (line) => {
      const { type, stepUs } = STATS.exec(line)?.groups ?? {};
      if (type === undefined) return null;
      const track = type === 'Video' ? 'video' : 'audio';
      timesUs[track] += Number(stepUs);
      return { track, timeS: timesUs[track] / 1_000_000 };
    };
  },
  isComplaint: (line) => COMPLAINT.test(line) && !HARMLESS.test(line),
};

/** VLC's own of what it reads, not of its interfaces and of what it encodes; and those of FFmpeg's libraries in it. */
const COMPLAINT = / (?:input|demux|stream(?! out)|decoder|packetizer)\b[^:]* (?:error|warning): |^\[\w+ @ /;
/** Each stream begins with the first; the other is about the pictures that it lends to the encoder behind it. */
const HARMLESS = /Reinit context|buffer deadlock prevented/;
/** Microseconds since the one before. */
const STATS = /stats: track:\d+ type:(?<type>Video|Audio) .*dts_difference:(?<stepUs>-?\d+)/;

/** The command that tells it. */
export const VLC_VERSION = [...asNobody(), ...(PACKAGES?.command('usr/bin/vlc') ?? ['vlc']), '--version'];

/** VLC refuses to be root. The right to read stays, since the folder may be root's alone. */
function asNobody(): string[] {
  if (process.getuid?.() !== 0) return [];
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...rights];
}
