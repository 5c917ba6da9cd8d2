/**
 * FFmpeg's arguments for a test picture: colour bars with a running clock, and a tone; H.264 and AAC, a key frame
 * each second, pushed over RTMP to `output`. Everything in it is made by FFmpeg itself: no file, no font.
 */
export function testPictureArguments(output: string): string[] {
  return [
    '-hide_banner',
    ...['-loglevel', 'level+warning', '-nostats'],
    ...['-re', '-f', 'lavfi', '-i', PICTURE],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
    ...['-g', String(FRAMES_PER_SECOND), '-b:v', '1500k', '-maxrate', '1500k', '-bufsize', '1500k'],
    ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2'],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', output],
  ];
}

/** What an FFmpeg that makes it has to have. */
export const TEST_PICTURE_ENCODERS: readonly string[] = ['libx264', 'aac'];

const FRAMES_PER_SECOND = 25;

/** `testsrc2` writes elapsed time and frame number into its picture with a font of its own. */
const PICTURE = [
  `smptehdbars=size=1280x720:rate=${FRAMES_PER_SECOND}[bars]`,
  `testsrc2=size=480x270:rate=${FRAMES_PER_SECOND}[clock]`,
  '[bars][clock]overlay=x=(W-w)/2:y=(H-h)/3',
].join(';');
