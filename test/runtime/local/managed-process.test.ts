import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeftovers } from '../../../src/runtime/local/end-leftovers.js';
import { ManagedProcess } from '../../../src/runtime/local/managed-process.js';
import { identify, isAlive, runsAsSpawned } from '../../../src/runtime/local/process-identity.js';
import { ProcessRecords } from '../../../src/runtime/local/process-records.js';
import { processState } from '../../../src/runtime/local/process-sockets.js';
import { waitFor } from '../../e2e/support/wait-for.js';

let folder: string;
let records: ProcessRecords;
let output: string[];
let errors: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  records = new ProcessRecords(folder);
  output = [];
  errors = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A tiny program that says "ready" and misbehaves in one way. */
function start(program: string): ManagedProcess {
  return ManagedProcess.spawn({
    role: { kind: 'helper' },
    file: process.execPath,
    arguments: ['-e', `${program}; console.log('ready')`],
    environment: { ONLY: 'this' },
    outputFolder: folder,
    leash: null,
    records,
    log: pino({ level: 'silent' }),
    prepareFolders: () => {},
    onOutputLine: (line) => output.push(line),
    onErrorLine: (line) => errors.push(line),
  });
}

async function untilReady(started: ManagedProcess): Promise<void> {
  await waitFor('the program to be ready', () => {
    started.poll();
    return output.includes('ready') || undefined;
  });
}

describe('ManagedProcess', () => {
  it('gives all lines, with a small environment and no name for its outputs', async () => {
    const started = start("console.error('oops'); console.log(Object.keys(process.env).join())");
    expect(readdirSync(folder)).toEqual([`${started.pid}.json`]);
    const end = await started.ended;
    expect(end).toMatchObject({ spawnError: null, exitCode: 0, signal: null });
    expect(output).toEqual(['ONLY', 'ready']);
    expect(errors).toEqual(['oops']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('cuts a line of megabytes, and truncates what was read', async () => {
    const started = start("process.stdout.write('x'.repeat(8_000_000) + '\\n')");
    await untilReady(started);
    await started.ended;
    expect(output[0]).toHaveLength(4_098);
    expect(output).toHaveLength(2);
  });

  it('ends by SIGTERM', async () => {
    const started = start('setInterval(() => {}, 1000)');
    await untilReady(started);
    started.stop();
    expect(await started.ended).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('ends by SIGTERM also what SIGSTOP has stopped', async () => {
    const started = start('setInterval(() => {}, 1000)');
    await untilReady(started);
    process.kill(started.pid ?? 0, 'SIGSTOP');
    await waitFor('it to be stopped', () => processState(started.pid ?? 0) === 'T' || undefined);
    started.stop();
    expect(await started.ended).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('ends by a second SIGTERM what ignores the first', async () => {
    const started = start(
      "let count = 0; process.on('SIGTERM', () => { if (++count === 2) process.exit(7) }); setInterval(() => {}, 1000)",
    );
    await untilReady(started);
    started.stop();
    started.stop();
    expect(await started.ended).toMatchObject({ exitCode: 7, signal: null });
  });

  it('ends by SIGKILL what ignores both, with its whole group', async () => {
    const started = start(
      "const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on(\"SIGTERM\", () => {}); setInterval(() => {}, 1000)']);" +
        "console.log('child ' + child.pid); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)",
    );
    await untilReady(started);
    const child = Number(output[0]?.split(' ')[1]);
    started.stop();
    expect(await started.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    await waitFor('the child to be gone', () => (identify(child, []) === null ? true : undefined));
  });

  it('tells that a program is not there', async () => {
    const started = ManagedProcess.spawn({
      role: { kind: 'helper' },
      file: join(folder, 'nothing'),
      arguments: [],
      environment: {},
      outputFolder: folder,
      leash: null,
      records,
      log: pino({ level: 'silent' }),
      prepareFolders: () => {},
      onOutputLine: () => {},
      onErrorLine: () => {},
    });
    expect(await started.ended).toMatchObject({ spawnError: 'ENOENT', exitCode: null });
    expect(started.pid).toBeNull();
  });

  it('has an owner and an end also when it cannot be recorded', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder any more');
    const outputs = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
    const started = ManagedProcess.spawn({
      role: { kind: 'helper' },
      file: process.execPath,
      arguments: ['-e', 'setInterval(() => {}, 1000)'],
      environment: {},
      outputFolder: outputs,
      leash: null,
      records,
      log: pino({ level: 'silent' }),
      prepareFolders: () => {},
      onOutputLine: () => {},
      onErrorLine: () => {},
    });
    started.stop();
    expect(await started.ended).toMatchObject({ signal: 'SIGTERM' });
    rmSync(outputs, { recursive: true });
  });

  it.runIf(existsSync('/proc/self/fd'))(
    'throws when the system takes no such arguments, and keeps nothing open',
    () => {
      const open = readdirSync('/proc/self/fd').length;
      const tooLong = Array.from({ length: 100 }, () => 'x'.repeat(100_000));
      expect(() =>
        ManagedProcess.spawn({
          role: { kind: 'helper' },
          file: process.execPath,
          arguments: tooLong,
          environment: {},
          outputFolder: folder,
          leash: null,
          records,
          log: pino({ level: 'silent' }),
          prepareFolders: () => {},
          onOutputLine: () => {},
          onErrorLine: () => {},
        }),
      ).toThrow(/E2BIG/);
      expect(readdirSync('/proc/self/fd')).toHaveLength(open);
    },
  );

  it('throws when the outputs cannot be opened', () => {
    folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
    const gone = join(folder, 'gone');
    expect(existsSync(gone)).toBe(false);
    expect(() =>
      ManagedProcess.spawn({
        role: { kind: 'helper' },
        file: process.execPath,
        arguments: [],
        environment: {},
        outputFolder: gone,
        leash: null,
        records,
        log: pino({ level: 'silent' }),
        prepareFolders: () => {},
        onOutputLine: () => {},
        onErrorLine: () => {},
      }),
    ).toThrow(/ENOENT/);
  });
});

describe('a script that becomes the program', () => {
  it('is known by what it has become when it is described', async () => {
    const wrapper = ManagedProcess.spawn({
      role: { kind: 'helper' },
      file: '/bin/sh',
      arguments: ['-c', 'exec sleep 60'],
      environment: {},
      outputFolder: folder,
      leash: null,
      records,
      log: pino({ level: 'silent' }),
      prepareFolders: () => {},
      onOutputLine: () => {},
      onErrorLine: () => {},
    });
    const known = (): boolean[] => records.readAll().map(runsAsSpawned);
    await waitFor('it to be another program', () => !known()[0] || undefined);
    wrapper.describe({ kind: 'helper' });
    expect(known()).toEqual([true]);
    wrapper.stop();
    await wrapper.ended;
  });
});

describe('endLeftovers', () => {
  it('ends what is recorded and still runs, and nothing else', async () => {
    const leftover = start('setInterval(() => {}, 1000)');
    const stranger = start('setInterval(() => {}, 1000)');
    const identity = identify(stranger.pid ?? 0, []);
    if (identity === null) throw new Error('the stranger is gone');
    // A reused pid: the same number, but not the process that was recorded.
    const described = { ...identity, startedAtMs: 0, role: { kind: 'helper' } } as const;
    records.write({ ...described, startTimeTicks: identity.startTimeTicks - 1 });
    records.write({ ...described, pid: 999_999, bootId: 'another boot' });
    // And one that a record points at, although it runs something else and carries no mark.
    const other = start('setInterval(() => {}, 1000)');
    const otherIdentity = identify(other.pid ?? 0, ['something', 'else']);
    if (otherIdentity === null) throw new Error('the other is gone');
    records.write({ ...otherIdentity, startedAtMs: 0, role: { kind: 'helper' } });
    const problems: unknown[] = [];
    const onProblem = (error: unknown): void => void problems.push(error);
    expect(await endLeftovers({ records, mark: 'unused', onProblem })).toBe(1);
    expect(isAlive(otherIdentity)).toBe(true);
    expect(problems).toEqual([]);
    other.stop();
    await other.ended;
    expect((await leftover.ended).signal).toBe('SIGTERM');
    expect(isAlive(identity)).toBe(true);
    stranger.stop();
    await stranger.ended;
    expect(readdirSync(folder)).toEqual([]);
  });
});
