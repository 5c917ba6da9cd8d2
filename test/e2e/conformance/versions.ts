import { execa } from 'execa';
import { OPENCV_VERSION } from '../support/players/opencv.js';
import { VLC_VERSION } from '../support/players/vlc.js';

/** What the cells are played with on this machine, as a sentence. */
export async function versions(): Promise<string> {
  const told = await Promise.all(
    Object.entries(commands).map(async ([name, [file = '', ...args]]) => {
      const { stdout } = await execa(file, args, { reject: false, stdin: 'ignore' });
      return `${name} ${/(?<!-)\b\d+\.\d+(?:\.\d+)*/.exec(stdout)?.[0] ?? 'of an unknown version'}`;
    }),
  );
  return `With ${told.slice(0, -1).join(', ')} and ${told.at(-1)}.`;
}

const commands: Readonly<Record<string, readonly string[]>> = {
  FFmpeg: ['ffmpeg', '-version'],
  GStreamer: ['gst-launch-1.0', '--version'],
  VLC: VLC_VERSION,
  OpenCV: OPENCV_VERSION,
};
