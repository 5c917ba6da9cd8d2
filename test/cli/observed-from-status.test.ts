import { describe, expect, it } from 'vitest';
import { observedFromBase, observedFromStatus } from '../../src/cli/observed-from-status.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { describePlan } from '../../src/plan/describe-plan.js';
import { plan } from '../../src/plan/plan.js';
import type { DesiredState } from '../../src/state/desired-state.js';
import { listenerStatuses, type RouterStatus, streamStatuses } from '../../src/status/router-status.js';
import { NOW_MS, observed, observedStream, STATES } from '../state-samples.js';

const FULL = `source: [rtmp://u:hunter2@h/live/a, push:live/a]
video: { codec: h264, bitrate: 2M, fps: 25, size: 1280x720 }
audio: { codec: aac, channels: 1 }
ffmpeg: { inputArgs: [-rtmp_conn, "S:hunter2"], outputArgs: [-pkt_size, 1200] }
firstFrameTimeout: 30s
backoff: { initial: 2s, max: 1m }
failback: off
limits: { nice: 5, memory: 256M }`;

function desiredBy(keys: string): DesiredState {
  const text = `version: 1\nlisten: { http: off }\nstreams:\n  a:\n    ${keys.replaceAll('\n', '\n    ')}\n`;
  const read = readConfiguration('f', text);
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.desired;
}

/** What a router tells that runs this, as it comes out of its API. */
function statusOf(running: DesiredState): RouterStatus {
  const seen = observed([...running.streams.values()].map((spec) => observedStream(spec, STATES.running)));
  const status = { listeners: listenerStatuses(running, seen), streams: streamStatuses(running, seen, 1) };
  return JSON.parse(JSON.stringify(status)) as RouterStatus;
}

/** The plan from outside, against a router that runs {@link FULL}. */
function planned(keys: string): string[] {
  const wanted = desiredBy(keys);
  const seen = observedFromStatus(statusOf(desiredBy(FULL)), wanted, NOW_MS);
  return describePlan(plan(wanted, seen)).map(({ kind, cause }) => `${kind}: ${cause}`);
}

describe('a plan from outside', () => {
  it('finds nothing to do when nothing changed', () => {
    expect(planned(FULL)).toEqual([]);
  });

  it.each([
    ['2M', '3M', 'restart: video: h264 2M 25 fps 1280x720 → h264 3M 25 fps 1280x720'],
    ['{ codec: aac, channels: 1 }', 'copy', 'restart: audio: aac 1 channels → copy'],
    [', push:live/a]', ']', 'restart: source: rtmp://***@h/live/a, push:live/a → rtmp://***@h/live/a'],
    ['"S:hunter2"', '"S:hunter3"', 'restart: credentials changed'],
    [', 1200]', ', 1300]', 'restart: ffmpeg.outputArgs: -pkt_size 1200 → -pkt_size 1300'],
    ['30s', '20s', 'update: firstFrameTimeout: 30s → 20s'],
    ['initial: 2s', 'initial: 1s', 'update: backoff.initial: 2s → 1s'],
    ['failback: off', 'failback: 5s', 'update: failback: off → 5s'],
    ['256M', '1G', 'update: limits.memory: 256M → 1G'],
  ])('%s → %s', (from, to, change) => {
    expect(planned(FULL.replace(from, to))).toEqual([change]);
  });

  it('is made of what holds no credential', () => {
    expect(JSON.stringify(statusOf(desiredBy(FULL)))).not.toContain('hunter2');
  });
});

describe('a plan against another content of the file', () => {
  const wanted = (text: string): string[] => {
    const base = desiredBy(FULL);
    const proposed = desiredBy(text);
    return describePlan(plan(proposed, observedFromBase(base, proposed, NOW_MS))).map(
      ({ kind, cause, isTakeover }) => `${kind}: ${cause}${isTakeover ? ', taken over' : ''}`,
    );
  };

  it('finds nothing to do when nothing changed', () => {
    expect(wanted(FULL)).toEqual([]);
  });

  it.each([
    [
      ', push:live/a]',
      ']',
      'restart: source: rtmp://***@h/live/a, push:live/a → rtmp://***@h/live/a, taken over',
    ],
    ['"S:hunter2"', '"S:hunter3"', 'restart: credentials changed, taken over'],
    ['30s', '20s', 'update: firstFrameTimeout: 30s → 20s'],
    ['failback: off', 'failback: off\nenabled: false', 'stop: it was disabled'],
  ])('%s → %s', (from, to, change) => {
    expect(wanted(FULL.replace(from, to))).toEqual([change]);
  });
});
