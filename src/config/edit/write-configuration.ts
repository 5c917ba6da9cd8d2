import { accessSync, constants, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { contentHash } from '../configuration-state.js';
import { withEditLock } from './edit-lock.js';
import { replaceFile } from './replace-file.js';

/**
 * Writes a configuration file that was read before: atomically, keeping mode and owner, through a symbolic link to its
 * target; in place where the file itself cannot be replaced, as in a container that mounts a single file.
 * Refuses, and leaves the file as it is, when it is missing or read-only, or changed since it was read.
 * @param expectedHash `contentHash` of the text that the new one was made from
 * @param patienceMs how long another edit is waited for, doing nothing else
 */
export function writeConfiguration(
  path: string,
  text: string,
  expectedHash: string,
  patienceMs?: number,
): WrittenConfiguration {
  try {
    const target = realpathSync(path);
    const before = statSync(target);
    if (!before.isFile()) return problem('failed', `${path} is not a file.`, 'Name a file with --config.');
    if (!isWritable(target, before)) return readOnly(path);
    const isUnchanged = (): boolean => contentHash(readFileSync(target, 'utf8')) === expectedHash;
    const replaced = withEditLock(
      target,
      () => isUnchanged() && replaceFile(target, text, before, isUnchanged),
      patienceMs,
    );
    if (replaced === null) return busy(path);
    return replaced ? { ok: true } : changed(path);
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return problem(
        'missing',
        `${path} is not there any more.`,
        'Create it, or name another with --config.',
      );
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return readOnly(path);
    return problem(
      'failed',
      `${path} cannot be written (${code}).`,
      code === 'ENOSPC'
        ? 'Make room on the disk and try again.'
        : 'Check the file and its disk, and try again.',
    );
  }
}

export type WrittenConfiguration = { readonly ok: true } | NotWritten;

export interface NotWritten {
  readonly ok: false;
  readonly reason: 'read-only' | 'changed' | 'missing' | 'busy' | 'failed';
  readonly problem: string;
  readonly remedy: string;
}

/** Why the file cannot be written, in a sentence; null when it can, or is not there. */
export function whyReadOnly(path: string): string | null {
  try {
    const target = realpathSync(path);
    return isWritable(target, statSync(target)) ? null : readOnly(path).problem;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : readOnly(path).problem;
  }
}

/** Who takes all write permissions from a file means it, also where the superuser could write nonetheless. */
function isWritable(target: string, { mode }: Stats): boolean {
  if ((mode & 0o222) === 0) return false;
  accessSync(target, constants.W_OK);
  return true;
}

function readOnly(path: string): NotWritten {
  return problem(
    'read-only',
    `${path} is read-only here.`,
    'Change it where it comes from (a mount or a ConfigMap), or give yourself the right to write it.',
  );
}

function changed(path: string): NotWritten {
  return problem('changed', `${path} was changed by someone else meanwhile; that stays.`, 'Try again.');
}

function busy(path: string): NotWritten {
  return problem('busy', `${path} is being written by someone else.`, 'Try again.');
}

function problem(reason: NotWritten['reason'], text: string, remedy: string): NotWritten {
  return { ok: false, reason, problem: text, remedy };
}
