import { describe, expect, it } from 'vitest';
import { type ConfigurationState, nextConfigurationState } from '../../src/config/configuration-state.js';
import { foundNothing, foundText } from './found-files.js';

const EMPTY: ConfigurationState = { file: 'streams.yaml', live: null, problem: null, held: null };
const NOTHING = foundText('version: 1\nstreams: {}\n');
const ONE = foundText('version: 1\nstreams: { a: { source: push:a } }\n');
const BROKEN = foundText('version: 1\nstreams: [\n');
const MISSING = foundNothing('ENOENT');

describe('nextConfigurationState', () => {
  it('counts the contents that became live', () => {
    const first = nextConfigurationState(EMPTY, NOTHING, 1);
    const second = nextConfigurationState(first, ONE, 2);
    expect([first.live?.generation, second.live?.generation]).toEqual([1, 2]);
    expect(nextConfigurationState(second, ONE, 3)).toBe(second);
  });

  it.each([
    ['broken', BROKEN, 'yaml-syntax'],
    ['missing', MISSING, 'file-missing'],
    ['not readable', foundNothing('EACCES'), 'file-unreadable'],
    ['empty', foundText(''), 'empty-document'],
  ])('keeps what is live when the file is %s', (_what, content, code) => {
    const live = nextConfigurationState(EMPTY, ONE, 1);
    const after = nextConfigurationState(live, content, 2);
    expect(after.live).toBe(live.live);
    expect(after.problem?.diagnostics[0]?.code).toBe(code);
    expect(nextConfigurationState(after, ONE, 3)).toEqual(live);
  });

  it('remembers since when the file is not what is live', () => {
    const live = nextConfigurationState(EMPTY, ONE, 1);
    const after = nextConfigurationState(nextConfigurationState(live, BROKEN, 2), MISSING, 3);
    expect(after.problem?.sinceMs).toBe(2);
  });
});
