import { useEffect, useState } from 'preact/hooks';
import type { ConfigurationText } from '../../src/api/contract.js';
import { request } from '../api/request.js';
import { contentMark, isLive } from '../connection/status.js';

/** The file as the router sees it, asked for anew with each content of it. */
export function useConfiguration(): UsedConfiguration {
  const [file, setFile] = useState<ConfigurationText | null>(null);
  const [error, setError] = useState<unknown>(null);
  const live = isLive.value;
  const mark = contentMark.value;
  const load = (): void =>
    void request<ConfigurationText>('GET', '/api/v1/config').then((answer) => {
      setFile(answer);
      setError(null);
    }, setError);
  // They are why it is asked for anew.
  useEffect(() => {
    if (live) load();
  }, [live, mark]);
  return { file, error, load };
}

interface UsedConfiguration {
  /** Null before it came. */
  readonly file: ConfigurationText | null;
  readonly error: unknown;
  /** Asks for it anew. */
  readonly load: () => void;
}
