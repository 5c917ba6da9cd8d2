import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProcessRecord, ProcessRecords } from '../../../src/runtime/local/process-records.js';
import { redactedSpec } from '../../../src/state/redacted-spec.js';
import { spec } from '../../state-samples.js';

let folder: string;
let records: ProcessRecords;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  records = new ProcessRecords(folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PID = 4_242;

function record(changes: object = {}): ProcessRecord {
  return {
    bootId: 'this one',
    pid: PID,
    startTimeTicks: 1,
    argumentsHash: 'hash',
    startedAtMs: 1,
    role: {
      kind: 'stream',
      spec: { ...redactedSpec(spec('a')), ...changes },
      specHash: 'hash',
      recipe: 'recipe',
      sourceIndex: 0,
      starts: 1,
      cause: { kind: 'added' },
      mediaSinceMs: null,
      runId: null,
      errorPosition: 0,
    },
  };
}

describe('ProcessRecords', () => {
  it('reads what it has written', () => {
    records.write(record());
    expect(records.readAll()).toEqual([record()]);
  });

  it.each([
    { sources: [] },
    { sources: [{ kind: 'pull' }] },
    { sources: [{ kind: 'other', url: 'rtmp://a/b' }] },
    { path: 7 },
    { server: { kind: 'remote' } },
    { video: undefined },
    { ffmpeg: {} },
    { policy: {} },
    { policy: { ...spec('a').policy, stallTimeoutMs: '10s' } },
  ])('believes no more than the identity of a record with %j: its process is only to be ended', (changes) => {
    records.write(record(changes));
    expect(records.readAll()).toMatchObject([{ pid: PID, role: { kind: 'helper' } }]);
  });

  it('names and removes what is damaged, and leaves alone what is no record', () => {
    const problems: string[] = [];
    records = new ProcessRecords(folder, (path) => problems.push(path));
    mkdirSync(join(folder, 'folder'));
    mkdirSync(join(folder, '8.json'));
    for (const name of ['5.json', '6.json', 'notes.json'])
      writeFileSync(join(folder, name), '{"pid": 5, "boot');
    writeFileSync(join(folder, '7.json'), JSON.stringify(record()));
    expect(records.readAll()).toEqual([]);
    expect(problems.sort()).toEqual(['5.json', '6.json', '7.json'].map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(['8.json', 'folder', 'notes.json']);
  });

  it('believes no source that is not there', () => {
    const { role, ...identity } = record();
    writeFileSync(
      join(folder, `${PID}.json`),
      JSON.stringify({ ...identity, role: { ...role, sourceIndex: 3 } }),
    );
    expect(records.readAll()).toMatchObject([{ role: { kind: 'helper' } }]);
  });
});
