import type { Diagnostic } from '../../src/api/contract.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import './diagnostic-list.css';

/** All that is wrong, each a way to its line. */
export function DiagnosticList({ diagnostics, onGo = goToLine }: DiagnosticListProps) {
  return (
    <ul class="panel diagnostic-list" aria-label={t().configuration.problems(diagnostics.length)}>
      {diagnostics.map((diagnostic) => (
        <li key={`${diagnostic.place.line} ${diagnostic.place.column} ${diagnostic.code}`}>
          <DiagnosticText diagnostic={diagnostic} onGo={onGo} />
        </li>
      ))}
    </ul>
  );
}

/** One of them: where, what, and how to mend it. */
function DiagnosticText({
  diagnostic,
  onGo,
}: { readonly diagnostic: Diagnostic } & Required<Pick<DiagnosticListProps, 'onGo'>>) {
  const { severity, code, message, remedy, place } = diagnostic;
  const text = t().configuration;
  return (
    <div class={`diagnostic ${severity === 'error' ? 'is-failing' : 'is-waiting'}`}>
      <Icon name={severity === 'error' ? 'failing' : 'info'} />
      <div>
        <p>
          <button type="button" class="link" onClick={() => onGo(place.line)}>
            {text.line(place.line, place.column)}
          </button>{' '}
          <strong>{text.codes[code]}</strong>
        </p>
        <p>{phrase(message)}.</p>
        {remedy !== '' && <p class="soft">{phrase(remedy)}</p>}
      </div>
    </div>
  );
}

interface DiagnosticListProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly onGo?: (line: number) => void;
}

function goToLine(line: number): void {
  const found = document.getElementById(`line-${line}`);
  found?.scrollIntoView({ block: 'center' });
  found?.focus({ preventScroll: true });
}
