import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitRevision } from '../../src/config/git-revision.js';
import { LiveRevision } from '../../src/config/live-revision.js';

let folder: string;
let checkout: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-git-'));
  checkout = join(folder, 'checkout');
  mkdirSync(join(checkout, 'site'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return gitIn(checkout, ...args);
}

function gitIn(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(text: string): string {
  writeFileSync(join(checkout, 'site', 'streams.yaml'), text);
  git('add', '.');
  git('commit', '--quiet', '--message', text);
  return git('rev-parse', 'HEAD');
}

const file = (): string => join(checkout, 'site', 'streams.yaml');

describe('gitRevision', () => {
  it('is that of the branch, of what was packed, and of a detached HEAD', () => {
    const first = commit('first');
    expect(gitRevision(file())).toBe(first);
    git('pack-refs', '--all');
    expect(gitRevision(file())).toBe(first);
    expect(gitRevision(join(checkout, 'site'))).toBe(first);
    const second = commit('second');
    expect(gitRevision(file())).toBe(second);
    git('checkout', '--quiet', '--detach', first);
    expect(gitRevision(file())).toBe(first);
  });

  it('is that of a linked worktree, and of a submodule', () => {
    const first = commit('first');
    const worktree = join(folder, 'worktree');
    git('worktree', 'add', '--quiet', '-b', 'other', worktree);
    const second = commit('second');
    expect(gitRevision(join(worktree, 'site', 'streams.yaml'))).toBe(first);
    git('pack-refs', '--all');
    expect(gitRevision(join(worktree, 'site', 'streams.yaml'))).toBe(first);

    const whole = join(folder, 'whole');
    mkdirSync(whole);
    gitIn(whole, 'init', '--quiet');
    gitIn(whole, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', checkout, 'streams');
    expect(gitRevision(join(whole, 'streams', 'site', 'streams.yaml'))).toBe(second);
  });

  it('is the name of a worktree of git-sync, whether or not the rest of it is mounted', () => {
    const first = commit('first');
    const root = join(folder, 'root');
    mkdirSync(join(root, '.worktrees'), { recursive: true });
    git('worktree', 'add', '--quiet', '--detach', join(root, '.worktrees', first));
    symlinkSync(join('.worktrees', first), join(root, 'current'));
    const synced = join(root, 'current', 'site', 'streams.yaml');
    expect(gitRevision(synced)).toBe(first);
    renameSync(checkout, join(folder, 'elsewhere'));
    expect(gitRevision(synced)).toBe(first);
    renameSync(join(root, '.worktrees', first), join(root, `rev-${first}`));
    rmSync(join(root, 'current'));
    symlinkSync(`rev-${first}`, join(root, 'current'));
    expect(gitRevision(synced)).toBe(first);
  });

  it('is none before the first commit, outside of a checkout, and where .git is damaged', () => {
    expect(gitRevision(checkout)).toBeNull();
    expect(gitRevision(folder)).toBeNull();
    expect(gitRevision(join(folder, 'missing'))).toBeNull();
    commit('first');
    for (const head of ['', 'ref: refs/../../../etc/passwd\n', 'ref: HEAD\n', 'x'.repeat(40), '\0']) {
      writeFileSync(join(checkout, '.git', 'HEAD'), head);
      expect(gitRevision(file()), head).toBeNull();
    }
    writeFileSync(join(checkout, '.git', 'HEAD'), 'ref: refs/heads/loop\n');
    writeFileSync(join(checkout, '.git', 'refs', 'heads', 'loop'), 'ref: refs/heads/loop\n');
    expect(gitRevision(file())).toBeNull();
  });
});

describe('LiveRevision', () => {
  it('is what the live content came with, also when only the checkout goes on', () => {
    let looks = 0;
    const revision = new LiveRevision(file(), () => {
      looks += 1;
    });
    const first = commit('first');
    expect(revision.value).toBeNull();
    revision.take();
    expect(revision.value).toBe(first);
    expect(revision.check(true)).toBe(false);

    const second = commit('second');
    // The file is looked at first: what came with it may be invalid.
    expect(revision.check(true)).toBe(false);
    expect([looks, revision.value]).toEqual([1, first]);
    expect(revision.check(true)).toBe(true);
    expect(revision.value).toBe(second);
  });

  it('stays while the newest content is not live', () => {
    const revision = new LiveRevision(file(), () => {});
    const first = commit('first');
    revision.take();
    commit('invalid');
    expect(revision.check(true)).toBe(false);
    expect(revision.check(false)).toBe(false);
    expect(revision.value).toBe(first);
    const third = commit('valid');
    revision.take();
    expect(revision.value).toBe(third);
  });
});
