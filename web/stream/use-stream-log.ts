import { useEffect, useState } from 'preact/hooks';
import type { KeptLog, StreamRun } from '../../src/api/contract.js';
import { streamPath } from '../api/request.js';
import { readEvents } from '../connection/event-stream.js';
import { isLive } from '../connection/status.js';
import { isVisible } from '../connection/visibility.js';
import { mergeLog } from './merge-log.js';

/** The runs of a stream, oldest first, growing as they go on; null before the first piece came. */
export function useStreamLog(name: string): readonly StreamRun[] | null {
  const [runs, setRuns] = useState<readonly StreamRun[] | null>(null);
  // All tabs of a browser have six connections to a router together (HTTP/1.1): those behind others leave this one to them.
  const follows = isLive.value && isVisible.value;
  useEffect(() => {
    // When the router is gone its log is, too; with the next one it begins anew.
    if (!follows) return;
    const stop = new AbortController();
    let isFirst = true;
    const onEvent = ({ data }: { readonly data: string }): void => {
      const piece = JSON.parse(data) as KeptLog;
      const isWhole = isFirst;
      isFirst = false;
      setRuns((before) => mergeLog(isWhole ? [] : (before ?? []), piece));
    };
    void follow();
    return () => stop.abort();

    async function follow(): Promise<void> {
      while (!stop.signal.aborted) {
        try {
          isFirst = true;
          await readEvents(streamPath(name, '/logs/events'), { onEvent }, stop.signal);
        } catch {
          // That the router is lost is told elsewhere; here it is only tried again.
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }, [name, follows]);
  return runs;
}

const RETRY_MS = 2_000;
