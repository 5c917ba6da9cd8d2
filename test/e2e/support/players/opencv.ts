import { readdirSync } from 'node:fs';
import type { Player } from './player.js';

const PYTHON = '/usr/bin/python3';
const PACKAGES = '/usr/lib/python3/dist-packages';

export const hasOpencv = listed(PACKAGES).some((name) => /^cv2\b/.test(name));
if (!hasOpencv) console.warn('SKIPPED: there is no OpenCV; see scripts/setup-players.mjs');

/** Its reader of videos, with FFmpeg's libraries behind it, as programs use it: picture after picture, no sound. */
export const opencv: Player = {
  name: 'OpenCV',
  mayRepeatTimes: false,
  command: (url, transport) => ({
    file: PYTHON,
    arguments: ['-u', '-c', SCRIPT, url],
    environment: { OPENCV_FFMPEG_CAPTURE_OPTIONS: `rtsp_transport;${transport === 'udp' ? 'udp' : 'tcp'}` },
    quit: { signal: 'SIGINT' },
  }),
  createReader: () => (line) => {
    const { ms } = /^picture (?<ms>[\d.]+)$/.exec(line)?.groups ?? {};
    return ms === undefined ? null : { track: 'video', timeS: Number(ms) / 1000 };
  },
  isComplaint: (line) => /^\[\w+ @ |cannot open/.test(line),
};

export const OPENCV_VERSION = [PYTHON, '-c', 'import cv2; print(cv2.__version__)'];

const SCRIPT = `
import signal, sys, cv2
asked = []
signal.signal(signal.SIGINT, lambda *_: asked.append(1))
video = cv2.VideoCapture(sys.argv[1], cv2.CAP_FFMPEG)
if not video.isOpened(): sys.exit('OpenCV cannot open it')
while not asked and video.read()[0]: print('picture', video.get(cv2.CAP_PROP_POS_MSEC))
`;

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // this is no Debian
  }
}
