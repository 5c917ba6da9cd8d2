import { describe, expect, it } from 'vitest';
import { streamStatuses } from '../../src/status/router-status.js';
import { desired, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

const tell = (...args: Parameters<typeof streamStatuses>) =>
  streamStatuses(...args).map(({ name, phase, reason, pid }) => `${name} ${phase} ${reason} ${pid}`);

describe('streamStatuses', () => {
  it('tells of each phase', () => {
    const seen = observed([
      observedStream(spec('a'), STATES.starting),
      observedStream(spec('b'), STATES.running),
      observedStream(spec('c'), STATES.backoff),
      observedStream(spec('gone'), STATES.stopping),
    ]);
    const wanted = desired(
      spec('a'),
      spec('b'),
      spec('c'),
      spec('d'),
      pushed('e'),
      spec('f', { enabled: false }),
    );
    expect(tell(wanted, seen, 1)).toEqual([
      'a starting Starting 42',
      'b running Running 42',
      'c backoff SourceRefused null',
      'd pending WaitingForStart null',
      'e pending WaitingForPublisher null',
      'f disabled Disabled null',
      'gone stopping Stopping 42',
    ]);
  });

  it('says when a process still runs as before a change', () => {
    const seen = observed(['a', 'b', 'c'].map((name) => observedStream(spec(name), STATES.running)));
    const wanted = desired(spec('a', { path: 'new' }), spec('b'));
    expect(tell(wanted, seen, 1)).toEqual([
      'a running ChangeWaits 42',
      'b running Running 42',
      'c running ChangeWaits 42',
    ]);
  });

  it('tells of the path at the embedded server', () => {
    const seen = observed([observedStream(spec('a'), STATES.running)]);
    const delivery = {
      heldSinceMs: 0,
      bytesIn: 10,
      bytesOut: 20,
      lostPackets: 1,
      droppedPackets: 2,
      lastKeyFrameMs: 1000,
    };
    const tracks = [{ kind: 'video', codec: 'H264' }] as const;
    const publisher = {
      remoteAddress: '127.0.0.1:5',
      sinceMs: 500,
      isSilent: false,
      tracks,
      announced: null,
    };
    const paths = [{ path: 'a', publisher, readers: 3, delivery }];
    const mediaServers = { ...seen.mediaServers, rtsp: { pid: 1, paths, canTakeOver: true } };
    const wanted = desired(spec('a'), spec('b'));
    const [a, b] = streamStatuses(wanted, { ...seen, mediaServers }, 1);
    expect(a?.delivery).toEqual({
      publisher: { remoteAddress: '127.0.0.1:5', since: '1970-01-01T00:00:00.500Z', tracks },
      readers: 3,
      heldSince: '1970-01-01T00:00:00.000Z',
      bytesIn: 10,
      bytesOut: 20,
      lostPackets: 1,
      droppedPackets: 2,
      lastKeyFrame: '1970-01-01T00:00:01.000Z',
    });
    expect(b?.delivery).toBeNull();
  });

  it('gives addresses, times and remedies, and no credential', () => {
    const wanted = desired(
      spec('c', { server: { kind: 'remote', url: 'rtsp://u:topsecret@nvr:8554' } }),
      pushed('e'),
    );
    const failing = wanted.streams.get('c') ?? spec('c');
    const [failed, waiting] = streamStatuses(wanted, observed([observedStream(failing, STATES.backoff)]), 7);
    expect(failed).toMatchObject({
      source: 'rtmp://***@cam/live/c',
      server: 'rtsp://***@nvr:8554',
      rtspUrl: 'rtsp://nvr:8554/c',
      message:
        'The source server refuses the connection. ([error] rtmp://***@cam/live/***: Connection refused)',
      remedy: 'Check host and port, and that the server runs and is not behind a firewall.',
      generation: 7,
    });
    expect(waiting).toMatchObject({
      pushUrl: 'rtmp://127.0.0.1:1935/live/e',
      rtspUrl: 'rtsp://127.0.0.1:8554/e',
    });
    expect(JSON.stringify([failed, waiting])).not.toMatch(/secret/);
  });

  it('has no address to open while the embedded server does not listen', () => {
    const seen = { ...observed(), listeners: { ...observed().listeners, rtsp: { phase: 'off' } as const } };
    expect(streamStatuses(desired(spec('a')), seen, 1)[0]).toMatchObject({
      rtspUrl: null,
      reason: 'RtspServerOff',
    });
  });
});
