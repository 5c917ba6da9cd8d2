import { isNoRoom } from '../../ffmpeg/classify-end.js';
import { StartError } from '../../util/start-error.js';
import { MAX_SOCKET_PATH_BYTES, type StateFolder } from '../../util/state-folder.js';
import { makeMark, readMark } from './find-strays.js';

/** Makes the folder and its mark. @throws StartError where nothing could go on without what is missing */
export function prepareStateFolder(folder: StateFolder): PreparedFolder {
  if (Buffer.byteLength(folder.routerSocket) > MAX_SOCKET_PATH_BYTES) {
    throw new StartError(
      `The path of the state folder is too long for a Unix socket: ${folder.path}`,
      'Name a folder with a shorter path with --state-dir.',
    );
  }
  try {
    folder.create();
    folder.tryToWrite();
    return { mark: makeMark(folder.mark), shortage: null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = `The state folder ${folder.path} cannot be written (${code ?? String(error)}).`;
    if (!isNoRoom(code)) {
      throw new StartError(
        problem,
        'Give this user the right to write it, or name another with --state-dir.',
      );
    }
    const shortage = new StartError(
      problem,
      'Make room on its file system, or name another with --state-dir.',
    );
    const mark = readMark(folder.mark);
    if (mark === null) throw shortage;
    return { mark, shortage };
  }
}

/** Its mark, and why it can take nothing more: one that an earlier router has used may do without for a while. */
interface PreparedFolder {
  readonly mark: string;
  readonly shortage: StartError | null;
}
