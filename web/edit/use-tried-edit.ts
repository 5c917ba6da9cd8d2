import { useEffect, useState } from 'preact/hooks';
import type { ChangedConfiguration } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { fetchEntry, type StreamEdit, saveEdit, tryEdit } from '../api/stream-changes.js';

/**
 * An edit of a stream that is in the file: tried first, to be looked at, and saved on demand. When the file became another one
 * meanwhile it is tried again on that, and nothing is saved before that was looked at, too.
 */
export function useTriedEdit(edit: StreamEdit, onDone: () => void): TriedEdit {
  const [tried, setTried] = useState<Tried | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isStale, setStale] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const attempt = async (): Promise<void> => {
    try {
      const { baseHash } = await fetchEntry(edit.name);
      setTried({ baseHash, ...(await tryEdit(edit, baseHash)) });
    } catch (failure) {
      setError(failure);
    }
  };
  // Once: the edit that was asked for is the one that is shown.
  useEffect(() => void attempt(), []);
  const save = async (): Promise<void> => {
    if (tried === null) return;
    setSaving(true);
    setError(null);
    try {
      await saveEdit(edit, tried.baseHash);
      onDone();
    } catch (failure) {
      if (failure instanceof ApiError && failure.problem.code === 'stale') {
        setStale(true);
        await attempt();
      } else setError(failure);
      setSaving(false);
    }
  };
  return { tried, error, isStale, isSaving, save: () => void save() };
}

type Tried = ChangedConfiguration & { readonly baseHash: string };

interface TriedEdit {
  /** Null before it was tried. */
  readonly tried: Tried | null;
  readonly error: unknown;
  /** The file changed while one looked. */
  readonly isStale: boolean;
  readonly isSaving: boolean;
  readonly save: () => void;
}
