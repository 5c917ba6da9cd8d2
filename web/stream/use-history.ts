import { useEffect, useState } from 'preact/hooks';
import type { StreamHistory, StreamStatus } from '../../src/api/contract.js';
import { ApiError, request, streamPath } from '../api/request.js';
import { isLive } from '../connection/status.js';

/** What a stream went through, asked for anew with each change of its state; null while it is not known. */
export function useHistory({ name, phase, reason, since }: StreamStatus): StreamHistory | null {
  const [history, setHistory] = useState<StreamHistory | null>(null);
  const live = isLive.value;
  useEffect(() => {
    if (!live) return;
    const stop = new AbortController();
    const { signal } = stop;
    request<StreamHistory>('GET', streamPath(name, '/history'), { signal }).then(setHistory, (error) => {
      // Gone meanwhile, or the router is: both are told elsewhere.
      if (!signal.aborted && !(error instanceof ApiError)) throw error;
    });
    return () => stop.abort();
  }, [name, phase, reason, since, live]);
  return history;
}
