import { useEffect, useState } from 'preact/hooks';
import { connection } from '../connection/status.js';
import { t } from '../i18n/text.js';
import './loading.css';

/** Before the router has said anything. What takes a moment is not worth a word. */
export function Loading() {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  const isLost = connection.value.state === 'lost';
  return (
    <div class="loading" aria-busy={!isLost}>
      {isLost ? (
        <p class="panel loading-lost">{t().connection.whenBack}</p>
      ) : (
        <>
          <p class={isLate ? 'soft' : 'visually-hidden'}>{t().common.loading}</p>
          {ROWS.map((row) => (
            <div key={row} class="loading-row" aria-hidden="true" />
          ))}
        </>
      )}
    </div>
  );
}

const QUIET_MS = 400;
const ROWS = [1, 2, 3, 4, 5, 6];
