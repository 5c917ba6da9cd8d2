import { useEffect, useState } from 'preact/hooks';
import type { StreamEntry } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { fetchEntry } from '../api/stream-changes.js';
import { contentMark } from '../connection/status.js';

/** What stands in the file about a stream, asked for anew with each content of it. */
export function useEntry(name: string): UsedEntry {
  const mark = contentMark.value;
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Omit<UsedEntry, 'load'>>({ entry: null, error: null });
  useEffect(() => {
    let isWanted = true;
    fetchEntry(name).then(
      (entry) => isWanted && setAnswer({ entry, error: null }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        if (isWanted) setAnswer({ entry: null, error });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [name, mark, round]);
  return { ...answer, load: () => setRound((before) => before + 1) };
}

interface UsedEntry {
  /** Null before it came, and where there is none. */
  readonly entry: StreamEntry | null;
  /** Why there is none; null before it is known. */
  readonly error: ApiError | null;
  /** Asks for it anew. */
  readonly load: () => void;
}
