import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneRemovedStreams } from '../../../src/runtime/local/prune-logs.js';
import { readStreamLog } from '../../../src/runtime/local/read-stream-log.js';
import { StreamLog } from '../../../src/runtime/local/stream-log.js';
import { streamLogFolder } from '../../../src/runtime/local/stream-log-folder.js';
import { cursorBehind } from '../../../src/state/stream-run.js';

const NOW_MS = Date.parse('2026-03-01T03:12:45Z');

let base: string;
let folder: string;
let logged: string[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  folder = join(base, 'logs', 'cam');
  logged = [];
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

function open(runId: string | null = null, at = folder): StreamLog {
  return new StreamLog(
    at,
    pino({}, { write: (line: string) => logged.push((JSON.parse(line) as { msg: string }).msg) }),
    runId,
  );
}

function begin(log: StreamLog, changes: Partial<Parameters<StreamLog['begin']>[0]> = {}): void {
  const source = 'rtmp://***@cam/live/***';
  log.begin({
    startedAtMs: NOW_MS,
    pid: 42,
    command: 'ffmpeg -i …',
    cause: 'it is wanted',
    source,
    ...changes,
  });
}

function end(log: StreamLog, changes: Partial<Parameters<StreamLog['end']>[0]> = {}): void {
  log.end({
    exitCode: null,
    signal: 'SIGKILL',
    reason: 'Killed',
    evidence: null,
    uptimeMs: 5_000,
    nextTryAtMs: NOW_MS + 6_000,
    endedAtMs: NOW_MS + 5_000,
    ...changes,
  });
}

function textsOf(at = folder): string[] {
  return readStreamLog(at).flatMap(({ lines }) => lines.map(({ text }) => text));
}

function sizesOf(): number[] {
  return readdirSync(folder).map((file) => statSync(join(folder, file)).size);
}

const lineOf100 = (index: number): string => `${index} `.padEnd(100, 'x');

describe('StreamLog', () => {
  it('keeps start, lines and end of a run, for the user alone', () => {
    const log = open();
    begin(log);
    log.line('ffmpeg', '[error] oops', NOW_MS + 1);
    log.line('router', 'ffmpeg is asked to end', NOW_MS + 2);
    end(log);
    log.line('router', 'the source answers again', NOW_MS + 9_000);
    log.flush();
    expect(readStreamLog(folder)).toEqual([
      {
        id: `1-${NOW_MS}-42`,
        startedAt: '2026-03-01T03:12:45.000Z',
        pid: 42,
        command: 'ffmpeg -i …',
        cause: 'it is wanted',
        source: 'rtmp://***@cam/live/***',
        lines: [
          { seq: 1, at: '2026-03-01T03:12:45.001Z', from: 'ffmpeg', text: '[error] oops' },
          { seq: 2, at: '2026-03-01T03:12:45.002Z', from: 'router', text: 'ffmpeg is asked to end' },
          { seq: 4, at: '2026-03-01T03:12:54.000Z', from: 'router', text: 'the source answers again' },
        ],
        end: {
          seq: 3,
          at: '2026-03-01T03:12:50.000Z',
          exitCode: null,
          signal: 'SIGKILL',
          reason: 'Killed',
          evidence: null,
          uptimeMs: 5_000,
          nextTryAt: '2026-03-01T03:12:51.000Z',
        },
      },
    ]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(logged).toEqual([]);
  });

  it('keeps the last 5 runs, also when the clock is set back, and the last one that ran for long', () => {
    const log = open();
    for (let run = 1; run <= 20; run += 1) {
      begin(log, { startedAtMs: NOW_MS - run * 1_000, pid: run });
      end(log, { uptimeMs: run === 3 || run === 8 ? 90_000 : 100 });
    }
    expect(readStreamLog(folder).map(({ pid }) => pid)).toEqual([8, 16, 17, 18, 19, 20]);
    // Another router goes on counting.
    begin(open(), { startedAtMs: 0, pid: 21 });
    expect(readStreamLog(folder).map(({ pid }) => pid)).toEqual([8, 17, 18, 19, 20, 21]);
  });

  it('keeps head and tail of a long run, and says by its numbers how much is left out', () => {
    const log = open();
    begin(log);
    for (let index = 1; index <= 10_000; index += 1) {
      log.line('ffmpeg', lineOf100(index), NOW_MS);
      if (index % 100 === 0) log.flush();
      if (index % 1_000 === 0) expect(Math.max(...sizesOf())).toBeLessThan(256 * 1024);
    }
    end(log);
    expect(sizesOf()).toEqual([expect.toSatisfy((size: number) => size > 70_000 && size < 82 * 1024)]);
    const [run] = readStreamLog(folder);
    const seqs = run?.lines.map(({ seq }) => seq) ?? [];
    expect(run?.lines.every(({ seq, text }) => text === lineOf100(seq))).toBe(true);
    const gap = seqs.findIndex((seq, index) => seq !== index + 1);
    expect(gap).toBeGreaterThan(60); // the head
    expect(seqs.slice(gap)).toEqual(
      Array.from({ length: seqs.length - gap }, (_, i) => 10_000 - (seqs.length - gap - 1) + i),
    );
    expect(run?.end).toMatchObject({ seq: 10_001, reason: 'Killed' });
    // What the router says for hours afterwards does not push the end out.
    for (let index = 1; index <= 3_000; index += 1) log.line('router', lineOf100(index), NOW_MS);
    log.flush();
    for (let index = 1; index <= 3_000; index += 1) log.line('router', lineOf100(index), NOW_MS);
    log.flush();
    log.flush();
    expect(readStreamLog(folder)[0]).toMatchObject({ pid: 42, cause: 'it is wanted', end: { seq: 10_001 } });
  });

  it('takes a flood between two polls without growing', () => {
    const log = open();
    begin(log);
    const before = process.memoryUsage().heapUsed;
    const startedMs = performance.now();
    for (let index = 1; index <= 1_000_000; index += 1) log.line('ffmpeg', lineOf100(index), NOW_MS);
    const tookMs = performance.now() - startedMs;
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
    log.flush();
    expect(tookMs / 1_000_000).toBeLessThan(0.05); // 10,000 lines a second are less than half of a core; in fact far less
    expect(sizesOf()[0]).toBeLessThan(120 * 1024);
    const texts = textsOf();
    expect(texts[0]).toBe(lineOf100(1));
    expect(texts.at(-1)).toBe(lineOf100(1_000_000));
  });

  it('cuts long lines between two characters', () => {
    const log = open();
    begin(log);
    log.line('ffmpeg', 'я'.repeat(100_000), NOW_MS);
    log.line('ffmpeg', `x${'я'.repeat(100_000)}`, NOW_MS);
    log.flush();
    expect(textsOf()).toEqual([`${'я'.repeat(2048)} …`, `x${'я'.repeat(2047)} …`]);
  });

  it('skips what a crash has cut or anything has damaged, and goes on behind it', () => {
    const log = open();
    begin(log);
    log.line('ffmpeg', 'whole', NOW_MS);
    log.flush();
    const path = join(folder, readdirSync(folder)[0] ?? '');
    appendFileSync(path, 'null\n[]\n{}\n\0\xff\n{"type":"line","seq":2,"at":"2026-');
    expect(textsOf()).toEqual(['whole']);
    const resumed = open(`1-${NOW_MS}-42`);
    resumed.line('ffmpeg', 'after the restart of the router', NOW_MS);
    resumed.flush();
    expect(resumed.runId).toBe(`1-${NOW_MS}-42`);
    expect(readStreamLog(folder)).toMatchObject([
      { pid: 42, lines: [{ text: 'whole' }, { seq: 2, text: 'after the restart of the router' }], end: null },
    ]);
  });

  it('adds what the router says before its first start to the last run, or to one without a process', () => {
    const first = open();
    first.line('router', 'waits for the source', NOW_MS);
    first.flush();
    const second = open();
    second.line('router', 'waits still', NOW_MS);
    second.flush();
    expect(readStreamLog(folder)).toMatchObject([
      {
        pid: null,
        command: null,
        lines: [
          { seq: 1, text: 'waits for the source' },
          { seq: 2, text: 'waits still' },
        ],
      },
    ]);
  });

  it('gives what came after a cursor, once, through compaction, new runs and a removed folder', () => {
    const log = open();
    begin(log);
    let cursor: string | null = null;
    const news = (): string[] => {
      const runs = readStreamLog(folder, { after: cursor });
      const texts = runs.flatMap(({ id, lines, end: ended }) => [
        ...lines.map(({ text }) => text.split(' ')[0] ?? ''),
        ...(ended !== null && cursor !== `${id}.${ended.seq}` ? ['end'] : []),
      ]);
      cursor = cursorBehind(runs, cursor);
      return texts;
    };
    log.line('ffmpeg', 'one', NOW_MS);
    log.flush();
    expect(news()).toEqual(['one']);
    expect(news()).toEqual([]);
    log.line('ffmpeg', 'two', NOW_MS);
    end(log);
    expect(news()).toEqual(['two', 'end']);
    expect(news()).toEqual([]);
    begin(log, { pid: 43 });
    expect(readStreamLog(folder, { after: cursor })).toMatchObject([{ pid: 43, lines: [] }]);
    for (let index = 1; index <= 5_000; index += 1) {
      log.line('ffmpeg', lineOf100(index), NOW_MS);
      if (index % 100 !== 0) continue;
      log.flush();
      expect(news()).toEqual(Array.from({ length: 100 }, (_, i) => String(index - 99 + i)));
    }
    rmSync(base, { recursive: true });
    begin(open(), { pid: 44 });
    expect(readStreamLog(folder, { after: cursor })).toMatchObject([{ id: `1-${NOW_MS}-44` }]);
    expect(readStreamLog(folder, { after: 'nonsense' })).toHaveLength(1);
  });

  it('survives a folder that is removed while it writes', () => {
    const log = open();
    begin(log);
    rmSync(base, { recursive: true });
    log.line('ffmpeg', 'still here', NOW_MS);
    log.flush();
    expect(readStreamLog(folder)).toMatchObject([
      { pid: 42, command: 'ffmpeg -i …', lines: [{ text: 'still here' }] },
    ]);
    expect(logged).toEqual([]);
  });

  it('says once that nothing can be kept, keeps trying, and says when it works again', () => {
    writeFileSync(join(base, 'logs'), 'a file in the place of the folder');
    const log = open();
    begin(log);
    for (let index = 1; index <= 10_000; index += 1) {
      log.line('ffmpeg', lineOf100(index), NOW_MS);
      if (index % 1_000 === 0) log.flush();
    }
    end(log);
    begin(log, { pid: 43 });
    log.line('ffmpeg', 'kept in the end', NOW_MS);
    log.flush();
    expect(logged).toEqual(['the log of the stream cannot be kept']);
    expect(readStreamLog(folder)).toEqual([]);
    rmSync(join(base, 'logs'));
    log.flush();
    expect(logged).toEqual(['the log of the stream cannot be kept', 'the log of the stream is kept again']);
    expect(readStreamLog(folder)).toMatchObject([{ pid: 43, lines: [{ text: 'kept in the end' }] }]);
  });

  it.skipIf(process.getuid?.() === 0)('bears a folder that it may not write (not shown to root)', () => {
    mkdirSync(join(base, 'logs'));
    chmodSync(join(base, 'logs'), 0o500);
    const log = open();
    begin(log);
    end(log);
    chmodSync(join(base, 'logs'), 0o700);
    expect(logged).toEqual(['the log of the stream cannot be kept']);
  });

  it.skipIf(!mayMount())(
    'writes whole records or none on a disk that is full (needs the right to mount)',
    () => {
      const disk = join(base, 'disk');
      mkdirSync(disk);
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      try {
        const at = join(disk, 'cam');
        const log = open(null, at);
        begin(log);
        for (let index = 1; index <= 2_000; index += 1) {
          log.line('ffmpeg', lineOf100(index), NOW_MS);
          if (index % 10 === 0) log.flush();
        }
        expect(logged).toEqual(['the log of the stream cannot be kept']);
        const kept = textsOf(at);
        expect(kept.length).toBeGreaterThan(100);
        spawnSync('mount', ['-o', 'remount,size=4m', disk]);
        end(log);
        expect(logged).toEqual([
          'the log of the stream cannot be kept',
          'the log of the stream is kept again',
        ]);
        const [run] = readStreamLog(at);
        expect(run?.lines.at(-1)?.text).toBe(lineOf100(2_000));
        const seqs = run?.lines.map(({ seq }) => seq) ?? [];
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        expect(run?.end).toMatchObject({ reason: 'Killed' });
      } finally {
        spawnSync('umount', [disk]);
      }
    },
  );
});

describe('streamLogFolder', () => {
  it('has a folder for each name, also where upper and lower case are one, and none for what is no name', () => {
    const folders = ['gate', 'Gate', 'GATE', 'a.b', 'a'.repeat(128), 'A'.repeat(128)].map((name) =>
      streamLogFolder('/logs', name)?.toLowerCase(),
    );
    expect(new Set(folders).size).toBe(6);
    for (const path of folders) expect(path).toMatch(/^\/logs\/[a-z0-9.~_-]{1,200}$/);
    for (const name of ['..', '.', '', '../x', 'a/b', '.a', 'a~b', 'a\0', 'a'.repeat(129), 'a\n'])
      expect(streamLogFolder('/logs', name)).toBeNull();
  });
});

describe('pruneRemovedStreams', () => {
  it('keeps those of the file, and the 200 newest others for a day', () => {
    const logs = join(base, 'logs');
    const make = (name: string, ageMs: number): void => {
      const at = streamLogFolder(logs, name) ?? '';
      begin(open(null, at));
      const when = (NOW_MS - ageMs) / 1000;
      for (const path of [...readdirSync(at).map((file) => join(at, file)), at]) utimesSync(path, when, when);
    };
    make('Wanted', 90_000_000);
    make('long-gone', 90_000_000);
    for (let index = 0; index < 205; index += 1) make(`gone-${index}`, 1_000 * index);
    pruneRemovedStreams(logs, ['Wanted'], NOW_MS);
    const left = readdirSync(logs);
    expect(left).toHaveLength(201);
    expect(left).toContain('gone-199');
    expect(left).not.toContain('gone-200');
    expect(left).not.toContain('long-gone');
    expect(left.filter((name) => name.startsWith('wanted~'))).toHaveLength(1);
    pruneRemovedStreams(join(base, 'nowhere'), [], NOW_MS);
  });
});

it('leaves the file readable for whoever looks into it', () => {
  const log = open();
  begin(log);
  end(log);
  const [file] = readdirSync(folder);
  expect(readFileSync(join(folder, file ?? ''), 'utf8').split('\n')[0]).toMatch(
    /^\{"type":"start","seq":0,"at":"2026/,
  );
});

function mayMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), 'kazstreamlink-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'ignore' });
  if (status === 0) spawnSync('umount', [at]);
  rmSync(at, { recursive: true, force: true });
  return status === 0;
}
