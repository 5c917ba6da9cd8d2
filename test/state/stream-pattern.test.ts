import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestFit, fitOf, type StreamPattern, streamOf } from '../../src/state/stream-pattern.js';
import { spec } from '../state-samples.js';

function pattern(name: string, source: string, path = name): StreamPattern {
  const template = spec(name, { path, sources: [{ kind: 'push', path: source }] });
  return { name, source, template };
}

describe('a stream of a pattern', () => {
  it('has what stands for the star in name and path', () => {
    const made = streamOf(pattern('drone-*', 'live/drone-*', 'drones/*/main'), 'live/drone-7.a');
    expect(made).toMatchObject({
      name: 'drone-7.a',
      path: 'drones/7.a/main',
      sources: [{ kind: 'push', path: 'live/drone-7.a' }],
      pattern: 'drone-*',
    });
  });

  it.each([
    ['live/drone-*', 'live/drone-', 'nothing for the star'],
    ['live/drone-*', 'live/drone-a/b', 'another part'],
    ['live/drone-*', 'live/cam-1', 'another beginning'],
    ['live/*-cam', 'live/x-cam2', 'another end'],
    ['live/a*a', 'live/a', 'beginning and end overlap'],
    ['live/*', 'live/~x', 'a character that no name has'],
    ['live/*', 'live/-x', 'no beginning of a name'],
    ['*', '..', 'no path'],
    ['live/*', `live/${'x'.repeat(200)}`, 'too long for a name'],
  ])('%s does not fit %s: %s', (source, path) => {
    expect(streamOf(pattern('*', source, 'p/*'), path)).toBeNull();
  });

  it('means nothing else by what comes from outside', () => {
    expect(streamOf(pattern('x*', 'live/*'), 'live/$&')).toBeNull();
  });
});

describe('which is more specific', () => {
  it.each([
    ['live/*', 'live/*', 'same'],
    ['live/drone-*', 'live/*', 'narrower'],
    ['live/*', 'live/drone-*', 'wider'],
    ['live/drone-*-hd', 'live/drone-*', 'narrower'],
    ['live/drone-*', 'live/*-hd', 'crossing'],
    ['live/a*', 'live/b*', 'apart'],
    ['live/x/*', 'live/*', 'apart'],
    ['live/*/x', 'live/*', 'apart'],
    ['a*', 'b*', 'apart'],
  ])('%s is, beside %s, %s', (one, other, expected) => {
    expect(fitOf(one, other)).toBe(expected);
  });

  it('tells of real paths: narrower ones fit both, those apart never do', () => {
    const part = fc.stringMatching(/^[ab]{0,2}$/);
    const text = fc.tuple(part, part).map(([before, after]) => `l/${before}*${after}`);
    fc.assert(
      fc.property(text, text, fc.stringMatching(/^[ab]{1,6}$/), (one, other, name) => {
        const path = `l/${name}`;
        const fits = (source: string): boolean => streamOf(pattern('x-*', source), path) !== null;
        const fit = fitOf(one, other);
        if (fit === 'narrower' && fits(one)) return fits(other);
        if (fit === 'wider' && fits(other)) return fits(one);
        return fit !== 'apart' || !(fits(one) && fits(other));
      }),
    );
  });

  it('wins, wherever it stands', () => {
    const [wide, narrow] = [pattern('w-*', 'live/*'), pattern('n-*', 'live/drone-*')];
    expect(bestFit([wide, narrow], 'live/drone-1')?.name).toBe('n-1');
    expect(bestFit([narrow, wide], 'live/drone-1')?.name).toBe('n-1');
    expect(bestFit([narrow, wide], 'live/cam-1')?.name).toBe('w-cam-1');
    expect(bestFit([narrow, wide], 'other/cam-1')).toBeNull();
  });
});
