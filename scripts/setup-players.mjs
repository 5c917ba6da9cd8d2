/**
 * GStreamer and VLC as readers in the tests. Debian 12's VLC plays no RTSP (it is built without live555), so that of the next
 * Debian is unpacked into .cache/.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, unpackFromSuite } from './debian-packages.mjs';
import { findOnPath, ROOT, say } from './setup.mjs';

const GSTREAMER = [
  'gstreamer1.0-tools',
  ...['base', 'good', 'bad'].map((set) => `gstreamer1.0-plugins-${set}`),
  'gstreamer1.0-libav',
];
const VLC = ['vlc-bin', 'vlc-plugin-base', 'vlc-plugin-access-extra'];
const VLC_FOLDER = join(ROOT, '.cache', 'vlc');

/** The tests of a player that is not there are skipped, and say so. */
export function ensurePlayers() {
  if (findOnPath('gst-launch-1.0') === undefined)
    tell('GSTREAMER', installPackages(GSTREAMER, 'the tests of players'));
  if (existsSync(VLC_FOLDER)) return;
  say('fetching VLC for the tests of players …');
  tell('VLC', unpackFromSuite('testing', VLC, VLC_FOLDER));
}

function tell(player, problem) {
  if (problem !== undefined) say(`NO ${player}: ${problem}. The tests that need it will be skipped.`);
}
