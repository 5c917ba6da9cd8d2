import { describe, expect, it } from 'vitest';
import { SourceHealth, type Watched } from '../../../src/runtime/local/source-health.js';
import type { SourceReach } from '../../../src/state/observed-state.js';
import { spec } from '../../state-samples.js';

const remote = spec('a', { server: { kind: 'remote', url: 'rtsp://nvr:8554' } });
const found = (verdict: SourceReach['verdict']): SourceReach => ({
  verdict,
  sinceMs: 1,
  reason: verdict === 'dead' ? 'SourceRefused' : null,
  depth: 'connect',
});

/** A watch of which the test says what it finds. */
function watched() {
  const watch = { reach: found('unknown'), released: 0, release: () => undefined };
  watch.release = () => {
    watch.released += 1;
    return undefined;
  };
  const health = new SourceHealth({ watch: (): Watched => watch }, remote);
  return { health, watch };
}

describe('the RTSP server', () => {
  it('that was away is told of when it is there', () => {
    const { health, watch } = watched();
    health.watchServer('ServerDown');
    watch.reach = found('alive');
    expect(health.observeServer()?.verdict).toBe('alive');
  });

  it('that only broke off is told of when it was found to be gone', () => {
    const { health, watch } = watched();
    health.watchServer('ServerLost');
    watch.reach = found('alive');
    expect(health.observeServer()).toBeNull();
    watch.reach = found('dead');
    expect(health.observeServer()?.verdict).toBe('dead');
    watch.reach = found('alive');
    expect(health.observeServer()?.verdict).toBe('alive');
  });

  it('is not asked when it is there and refuses', () => {
    const { health, watch } = watched();
    health.watchServer('ServerDown');
    health.watchServer('CredentialsRefused');
    expect([health.observeServer(), watch.released]).toEqual([null, 1]);
  });
});

describe('what another router is told of the sources', () => {
  it('is known to it as it was, and is watched again', () => {
    const list = { kind: 'pull', url: 'rtmp://cam/live/a' } as const;
    const two = spec('a', { sources: [list, { ...list, url: 'rtmp://cam/live/b' }] });
    const watches: string[] = [];
    const watcher = {
      watch: (url: string): Watched => {
        watches.push(url);
        return { reach: found('unknown'), release: () => undefined };
      },
    };
    const before = new SourceHealth(watcher, two);
    before.failed(0, { reason: 'SourceRefused', atMs: 5, startedAtMs: 4 }, true);
    const after = new SourceHealth(watcher, two);
    after.restore(JSON.parse(JSON.stringify(before.remember())) as ReturnType<SourceHealth['remember']>);
    expect(after.remember()).toEqual([
      { failure: { reason: 'SourceRefused', atMs: 5, startedAtMs: 4 }, wasAway: true, failedReturns: 1 },
      { failure: null, wasAway: false, failedReturns: 0 },
    ]);
    after.watchSources(1);
    expect(watches).toEqual(['rtmp://cam/live/a']);
  });
});
