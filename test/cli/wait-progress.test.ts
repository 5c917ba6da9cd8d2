import { describe, expect, it } from 'vitest';
import { waitProgress } from '../../src/cli/wait-progress.js';
import { parseLabelSelector } from '../../src/state/label-selector.js';
import type { ConfigurationStatus, RouterStatus } from '../../src/status/router-status.js';
import type { StreamStatus } from '../../src/status/stream-status.js';
import { STATUS } from '../api/sample-source.js';

const RUNS = streamOf('runs');
const DRONES = { name: 'd-*', source: 'push:live/d-*', path: 'd/*', specHash: 'x', refused: [] };

function streamOf(name: string): StreamStatus {
  const stream = STATUS.streams.find((one) => one.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  return stream;
}

function status(
  configuration: Partial<ConfigurationStatus>,
  streams: readonly StreamStatus[] = [RUNS],
): RouterStatus {
  return { ...STATUS, configuration: { ...STATUS.configuration, ...configuration }, streams };
}

describe('what is waited for', () => {
  it('is done when the content is live and all enabled streams run', () => {
    expect(waitProgress(null, 'x', {})).toMatchObject({ done: false, routerFound: false });
    expect(waitProgress(status({}), 'x', {})).toMatchObject({ done: true, live: true });
    expect(waitProgress(status({}), 'y', {})).toMatchObject({ done: false, live: false, liveHash: 'x' });
    const more = waitProgress(status({}, [RUNS, streamOf('fails')]), 'x', {});
    expect(more).toMatchObject({ done: false, live: true, waitingFor: [expect.stringMatching(/^fails \(/)] });
  });

  it('is a content that lacks optional files, too', () => {
    const also = { alsoHashes: ['y'] };
    expect(waitProgress(status(also), 'y', {})).toMatchObject({ done: true, live: true });
    const problem = { since: '', hash: 'z', diagnostics: [] };
    expect(waitProgress(status({ ...also, problem }), 'y', {})).toMatchObject({ done: false, invalid: true });
    // What they belong to is the newest content, not what is live instead.
    expect(waitProgress(status({ ...also, problem }), 'x', {})).toMatchObject({
      live: false,
      invalid: false,
    });
    const held = { since: '', hash: 'z', stops: ['runs'], running: 1 };
    expect(waitProgress(status({ ...also, held }), 'y', {}).held).toMatch(/would stop 1 of 1/);
  });

  it('is no stream of a pattern that is about to go', () => {
    const waiting = { ...streamOf('a.b'), reason: 'WaitingForPublisher' } as const;
    expect(waitProgress(status({}, [RUNS, waiting]), 'x', {}).done).toBe(false);
    expect(waitProgress(status({}, [RUNS, { ...waiting, pattern: 'd-*' }]), 'x', {}).done).toBe(true);
  });

  it('may be what nobody publishes at the moment, but nothing that is misspelt', () => {
    const patterns = [{ ...DRONES, labels: { kind: 'drone' } }];
    const progress = (labels: string) => {
      const selector = parseLabelSelector(labels);
      if (selector === undefined) throw new Error('no selector');
      return waitProgress(status({ patterns }), 'x', { selector });
    };
    expect(progress('kind=drone')).toMatchObject({ done: true, nothingSelected: false });
    expect(progress('kind=dron')).toMatchObject({ done: false, nothingSelected: true });
  });
});
