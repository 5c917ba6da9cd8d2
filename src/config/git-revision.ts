import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readFileContent } from './read-file.js';

/**
 * The Git revision (the object name of the commit, 40 or 64 hexadecimal digits) of the checkout that a file or folder is in, without
 * calling Git; null where there is none. A checkout is told by its `.git`: a folder, or a file that leads to one, as worktrees and
 * submodules have it (gitrepository-layout(5)). Where that leads nowhere, since only the worktree is mounted, the name of the folder counts
 * when it is a revision: git-sync names its worktrees so, and points a symbolic link at the newest.
 */
export function gitRevision(path: string): string | null {
  let folder: string;
  try {
    folder = realpathSync(path);
  } catch {
    return null;
  }
  for (;;) {
    const revision = revisionOfCheckout(folder) ?? revisionInName(folder);
    if (revision !== null) return revision;
    const above = dirname(folder);
    if (above === folder) return null;
    folder = above;
  }
}

const REVISION = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function revisionOfCheckout(folder: string): string | null {
  const entry = join(folder, '.git');
  // One that is a file says where the folder is.
  const link = /^gitdir: (.+)$/.exec(lineOf(entry) ?? '')?.[1];
  const gitFolder = link === undefined ? entry : resolve(folder, link);
  const head = lineOf(join(gitFolder, 'HEAD'));
  if (head === null) return null;
  // What all worktrees share is elsewhere.
  const common = lineOf(join(gitFolder, 'commondir'));
  return resolveReference(head, gitFolder, common === null ? gitFolder : resolve(gitFolder, common));
}

/** git-sync 4 has `.worktrees/REVISION`, older ones `rev-REVISION`. */
function revisionInName(folder: string): string | null {
  const name = basename(folder).replace(/^rev-/, '');
  return REVISION.test(name) ? name : null;
}

/** Follows what `HEAD` says, `ref: refs/heads/main` or a revision. A branch without a commit has none. */
function resolveReference(head: string, gitFolder: string, commonFolder: string): string | null {
  let text = head;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (REVISION.test(text)) return text;
    const name = /^ref: (refs\/.+)$/.exec(text)?.[1];
    if (name === undefined || name.split('/').includes('..')) return null;
    const loose = lineOf(join(gitFolder, name)) ?? lineOf(join(commonFolder, name));
    if (loose === null) return packedReference(commonFolder, name);
    text = loose;
  }
  return null;
}

/** As Git itself: a reference that leads to a reference, and so on, is followed five times. */
const MAX_DEPTH = 5;

function packedReference(commonFolder: string, name: string): string | null {
  const packed = readFileContent(join(commonFolder, 'packed-refs'));
  const line = packed.ok ? packed.text.split('\n').find((one) => one.endsWith(` ${name}`)) : undefined;
  const revision = line?.slice(0, line.indexOf(' ')) ?? '';
  return REVISION.test(revision) ? revision : null;
}

/** The first line of a file; null when it cannot be read. */
function lineOf(path: string): string | null {
  const content = readFileContent(path);
  return content.ok ? (content.text.split('\n', 1)[0]?.trimEnd() ?? null) : null;
}
