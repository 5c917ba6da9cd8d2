import { describe, expect, it } from 'vitest';
import {
  type ConfigurationState,
  contentHash,
  nextConfigurationState,
} from '../../src/config/configuration-state.js';
import { heldChange } from '../../src/config/held-change.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { systemReferenceValues } from '../../src/config/reference-values.js';
import type { StreamSpec } from '../../src/state/stream.js';
import { bestFit } from '../../src/state/stream-pattern.js';
import { foundText } from './found-files.js';

const VALUES = systemReferenceValues({});
const NOTHING: ConfigurationState = { file: 'f', live: null, problem: null, held: null };

function text(names: readonly string[], top = 'guard: { maxStopShare: 50% }'): string {
  const streams = names.map((name) => `  ${name}: { source: push:live/${name} }\n`);
  return `version: 1\n${top}\nstreams:${names.length === 0 ? ' {}\n' : `\n${streams.join('')}`}`;
}

function next(
  state: ConfigurationState,
  content: string,
  { running = ['a', 'b', 'c', 'd'], approved = null as string | null } = {},
): ConfigurationState {
  const specs = running.flatMap((name): StreamSpec[] => {
    const spec = state.live?.desired.streams.get(name);
    return spec === undefined ? [] : [spec];
  });
  const consent = { running: specs, approved };
  return nextConfigurationState(state, foundText(content), 1_000, VALUES, consent);
}

describe('the guard', () => {
  const before = next(NOTHING, text(['a', 'b', 'c', 'd']));

  it.each<[string, string, readonly string[], readonly string[] | null]>([
    ['lets half of them pass', text(['a', 'b']), ['a', 'b', 'c', 'd'], null],
    ['holds more back', text(['a']), ['a', 'b', 'c', 'd'], ['b', 'c', 'd']],
    ['counts those that run', text(['a', 'b']), ['a', 'c', 'd'], ['c', 'd']],
    ['lets pass what stops nothing that runs', text(['a']), ['a'], null],
    [
      'counts disabled ones',
      text(['a', 'b', 'c', 'd']).replaceAll('live/b }', 'live/b, enabled: false }'),
      ['b'],
      ['b'],
    ],
    ['lets "streams: {}" pass', text([]), ['a', 'b', 'c', 'd'], null],
    ['is not taken away by the change itself', text(['a'], ''), ['a', 'b', 'c', 'd'], ['b', 'c', 'd']],
    ['counts a renamed one', text(['a', 'x', 'y', 'z']), ['a', 'b', 'c', 'd'], ['b', 'c', 'd']],
  ])('%s', (_what, content, running, stops) => {
    const after = next(before, content, { running: [...running] });
    expect(after.held?.stops ?? null).toEqual(stops);
    expect(after.live?.generation).toBe(stops === null ? 2 : 1);
  });

  it('is off unless it is written, and begins to count with what it comes with', () => {
    const without = next(NOTHING, text(['a', 'b', 'c', 'd'], ''));
    expect(next(without, text(['a'], '')).held).toBeNull();
    expect(next(without, text(['a'])).held?.stops).toEqual(['b', 'c', 'd']);
  });

  it('holds until the content is approved, put back, or another one', () => {
    const held = next(before, text(['a']));
    expect(next(held, text(['a']), { running: ['a'] })).toBe(held);
    const back = next(held, text(['a', 'b', 'c', 'd']));
    expect([back.held, back.live?.generation]).toEqual([null, 1]);
    const other = next(held, text(['a', 'b', 'c']));
    expect([other.held, other.live?.generation]).toEqual([null, 2]);
    const wrong = next(held, text(['a']), { approved: 'another' });
    expect(wrong).toBe(held);
    const passed = next(held, text(['a']), { approved: contentHash(text(['a'])) });
    expect([passed.held, passed.live?.hash]).toEqual([null, contentHash(text(['a']))]);
    const broken = next(held, 'streams: [');
    expect([broken.held, broken.problem === null, broken.live?.generation]).toEqual([null, false, 1]);
  });

  it('counts streams of patterns, also where an entry of another name takes their place', () => {
    const pattern = '  "d-*": { source: "push:live/d-*" }\n';
    const top = 'version: 1\nguard: { maxStopShare: 50% }\nstreams:\n';
    const live = next(NOTHING, `${top}${pattern}`).live?.desired;
    if (live === undefined) throw new Error('not valid');
    const running = ['d-1', 'd-2'].flatMap((name) => bestFit(live.patterns, `live/${name}`) ?? []);
    const stopsOf = (streams: string): readonly string[] => {
      const read = readConfiguration('f', `${top}${streams}`, VALUES);
      if (!read.ok) throw new Error('not valid');
      return heldChange(live, read.desired, running)?.stops ?? [];
    };
    expect(stopsOf(`${pattern}  d-1: { source: push:live/d-1 }\n  d-2: { source: push:live/d-2 }\n`)).toEqual(
      [],
    );
    expect(stopsOf(pattern.replace('"d-*"', '"e-*"'))).toEqual(['d-1', 'd-2']);
    expect(stopsOf(`${pattern}  x: { source: push:live/d-1 }\n  y: { source: push:live/d-2 }\n`)).toEqual([
      'd-1',
      'd-2',
    ]);
  });

  it('without knowing what runs counts all that are enabled', () => {
    const consent = { running: null, approved: null };
    const content = foundText(text(['a']));
    expect(nextConfigurationState(before, content, 1_000, VALUES, consent).held?.stops).toEqual([
      'b',
      'c',
      'd',
    ]);
  });
});
