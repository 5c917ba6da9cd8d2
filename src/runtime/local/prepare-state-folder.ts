import { StartError } from '../../util/start-error.js';
import { MAX_SOCKET_PATH_BYTES, type StateFolder } from '../../util/state-folder.js';
import { makeMark } from './find-strays.js';

/** Makes the folder and its mark, and answers that. @throws StartError */
export function prepareStateFolder(folder: StateFolder): string {
  let mark: string;
  try {
    folder.create();
    folder.tryToWrite();
    mark = makeMark(folder.mark);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The state folder ${folder.path} cannot be written (${code ?? String(error)}).`,
      code === 'ENOSPC'
        ? 'Make room on its file system, or name another with --state-dir. What runs goes on running.'
        : 'Give this user the right to write it, or name another with --state-dir.',
    );
  }
  if (Buffer.byteLength(folder.routerSocket) > MAX_SOCKET_PATH_BYTES) {
    throw new StartError(
      `The path of the state folder is too long for a Unix socket: ${folder.path}`,
      'Name a folder with a shorter path with --state-dir.',
    );
  }
  return mark;
}
