import { useEffect, useState } from 'preact/hooks';
import type { StreamEntry } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { fetchEntry } from '../api/stream-changes.js';
import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import './entry-lines.css';

/** The lines of a stream in the file, credentials left out. */
export function EntryLines({ name }: { readonly name: string }) {
  const configuration = routerStatus.value?.configuration;
  const entry = useEntry(name, `${configuration?.generation} ${configuration?.problem?.hash}`);
  if (entry === null) return null;
  const lines = entry.text.replace(/\n$/, '').split('\n');
  return (
    <section class="panel" aria-label={t().stream.inTheFile}>
      <div class="panel-head">
        <h2>{t().stream.inTheFile}</h2>
        <Link to={{ view: 'configuration' }}>
          {t().stream.lines(
            (configuration?.files.length ?? 0) > 1 ? entry.file : baseName(entry.file),
            entry.line,
            entry.endLine,
          )}
        </Link>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre class="entry-lines" tabIndex={0}>
        {lines.map((line, index) => (
          <div key={index}>
            <span class="entry-lines-number" aria-hidden="true">
              {entry.line + index}
            </span>
            {line}
          </div>
        ))}
      </pre>
    </section>
  );
}

/** @param version another text whenever the file may be another one */
function useEntry(name: string, version: string): StreamEntry | null {
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
  }, [name, version]);
  return entry;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
