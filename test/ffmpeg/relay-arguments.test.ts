import { describe, expect, it } from 'vitest';
import { relayArguments } from '../../src/ffmpeg/relay-arguments.js';

const output = 'rtsp://127.0.0.1:8554/cam';

describe('relayArguments', () => {
  it('copies both tracks of an RTMP source, quickly and with bounds', () => {
    expect(relayArguments({ input: 'rtmp://cam/live/x', output, knownTracks: null }).join(' ')).toBe(
      '-hide_banner -loglevel level+info -nostats -progress pipe:1 -stats_period 0.5 -rw_timeout 4000000 -tcp_nodelay 1 -fpsprobesize 0 ' +
        '-i rtmp://cam/live/x -map 0:v:0? -map 0:a:0? -c copy -muxdelay 0 -f rtsp -rtsp_transport tcp -timeout 3000000 ' +
        output,
    );
  });

  it.each([
    [['video'], true],
    [['audio'], true],
    [['video', 'audio'], false],
    [null, false],
    [[], false],
  ] as const)('looks shorter for tracks when it is certain that there is one: %j', (knownTracks, isShort) => {
    const args = relayArguments({ input: 'rtmp://127.0.0.1/live/x', output, knownTracks });
    expect(args.includes('-analyzeduration')).toBe(isShort);
  });

  it('never says -timeout of an RTMP input, where it would mean "listen"', () => {
    const args = relayArguments({ input: 'rtmps://cam/live/x', output, knownTracks: null });
    expect(args.slice(0, args.indexOf('-i'))).not.toContain('-timeout');
  });

  it('reads RTSP sources over TCP', () => {
    const args = relayArguments({ input: 'rtsp://cam/1', output, knownTracks: null });
    expect(args.slice(0, args.indexOf('-i')).join(' ')).toMatch(/-rtsp_transport tcp -timeout 4000000/);
  });
});
