import { useEffect, useState } from 'preact/hooks';
import type { StreamEntry } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { fetchEntry } from '../api/stream-changes.js';
import { routerStatus } from '../connection/status.js';

/** What stands in the file about a stream, asked for anew with each content of it; null before it came, and where there is nothing. */
export function useEntry(name: string): StreamEntry | null {
  const { generation, problem } = routerStatus.value?.configuration ?? {};
  const [entry, setEntry] = useState<StreamEntry | null>(null);
  useEffect(() => {
    let isWanted = true;
    fetchEntry(name).then(
      (answer) => {
        if (isWanted) setEntry(answer);
      },
      (error) => {
        if (!(error instanceof ApiError)) throw error;
        if (isWanted) setEntry(null);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [name, generation, problem?.hash]);
  return entry;
}
