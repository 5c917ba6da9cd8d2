import { execa } from 'execa';

/**
 * A publisher whose pictures show when they were made: sixteen boxes at the top, white for a one, the first one for the lowest bit of the
 * number of 40 ms since `epochMs`. With a key frame each `keyFrameS`, with sound, and with frames that refer to later ones.
 */
export function pushClockedPicture(url: string, epochMs: number, keyFrameS: number) {
  const bits = Array.from({ length: CLOCK.bits }, (_none, bit) => {
    const place = `x=${bit * CLOCK.boxPx}:y=0:w=${CLOCK.boxPx}:h=${CLOCK.boxPx}`;
    return `drawbox=${place}:color=white:t=fill:enable='mod(floor((t*25+0.5)/${2 ** bit}),2)'`;
  });
  const picture = [
    `testsrc2=size=${CLOCK.widthPx}x${CLOCK.heightPx}:rate=25`,
    'realtime',
    // From here on the time of a picture is the wall clock's.
    `setpts='(RTCTIME-${epochMs * 1_000})/(TB*1000000)'`,
    `drawbox=x=0:y=0:w=${CLOCK.bits * CLOCK.boxPx}:h=${CLOCK.boxPx}:color=black:t=fill`,
    ...bits,
  ].join(',');
  const keys = String(keyFrameS * 25);
  const args = [
    ...['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', picture],
    ...['-re', '-f', 'lavfi', '-i', 'sine=sample_rate=44100', '-fps_mode', 'passthrough'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-bf', '2', '-pix_fmt', 'yuv420p'],
    ...['-g', keys, '-keyint_min', keys, '-sc_threshold', '0', '-c:a', 'aac', '-f', 'flv', url],
  ];
  return execa('ffmpeg', args, { reject: false, stdin: 'ignore', all: true });
}

export const CLOCK = { bits: 16, boxPx: 32, widthPx: 640, heightPx: 360, tickMs: 40 } as const;
