import type { StreamEntry } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import './entry-lines.css';

/** The lines of a stream in the file, credentials left out. */
export function EntryLines({ entry }: { readonly entry: StreamEntry }) {
  const configuration = routerStatus.value?.configuration;
  const lines = entry.text.replace(/\n$/, '').split('\n');
  return (
    <section class="panel entry" aria-label={t().stream.inTheFile}>
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
      {entry.readOnlyReason !== null && (
        <p class="soft">
          {t().edit.readOnly} {phrase(entry.readOnlyReason)}
        </p>
      )}
    </section>
  );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
