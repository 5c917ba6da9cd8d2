/**
 * GStreamer, VLC and OpenCV as players in the tests, and GStreamer as a publisher. Debian 12's VLC plays no RTSP (it is built without
 * live555), so that of the next Debian is unpacked into .cache/.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, unpackFromSuite } from './debian-packages.mjs';
import { ROOT, say } from './setup.mjs';

const GSTREAMER = [
  'gstreamer1.0-tools',
  ...['base', 'good', 'bad'].map((set) => `gstreamer1.0-plugins-${set}`),
  ...['gstreamer1.0-libav', 'gstreamer1.0-rtsp'],
];
const OPENCV = ['python3-opencv'];
const VLC = ['vlc-bin', 'vlc-plugin-base', 'vlc-plugin-access-extra'];
const VLC_FOLDER = join(ROOT, '.cache', 'vlc');

/** The tests of a player that is not there are skipped, and say so. `soak`: with OpenCV, which takes 350 MB. */
export function ensurePlayers(soak = false) {
  if (!succeeds('gst-inspect-1.0', ['--exists', 'rtspclientsink']))
    tell('GSTREAMER', installPackages(GSTREAMER, 'the tests of players'));
  if (soak && !succeeds('/usr/bin/python3', ['-c', 'import cv2']))
    tell('OPENCV', installPackages(OPENCV, 'the tests of players'));
  if (existsSync(VLC_FOLDER)) return;
  say('fetching VLC for the tests of players …');
  tell('VLC', unpackFromSuite('testing', VLC, VLC_FOLDER));
}

function succeeds(file, args) {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

function tell(player, problem) {
  if (problem !== undefined) say(`NO ${player}: ${problem}. The tests that need it will be skipped.`);
}
