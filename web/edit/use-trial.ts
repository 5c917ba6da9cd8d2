import { useEffect, useState } from 'preact/hooks';

/**
 * Tries something that is being typed: shortly after the last key, and the answer to what is no longer typed is forgotten.
 * @param key another text whenever there is something else to try; null when there is nothing
 */
export function useTrial<T>(key: string | null, attempt: () => Promise<T>): Trial<T> {
  const [trial, setTrial] = useState<Trial<T> & { readonly key: string | null }>({ ...NOTHING, key: null });
  useEffect(() => {
    if (key === null) {
      setTrial({ ...NOTHING, key });
      return;
    }
    let isWanted = true;
    const timer = setTimeout(() => {
      attempt().then(
        (result) => isWanted && setTrial({ result, error: null, key, isCurrent: true }),
        (error: unknown) => isWanted && setTrial({ result: null, error, key, isCurrent: true }),
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [key]);
  return { ...trial, isCurrent: trial.key === key && trial.isCurrent };
}

export interface Trial<T> {
  /** What was answered last. */
  readonly result: T | null;
  readonly error: unknown;
  /** Whether that is about what is typed by now. */
  readonly isCurrent: boolean;
}

const PAUSE_MS = 300;
const NOTHING = { result: null, error: null, isCurrent: false };
