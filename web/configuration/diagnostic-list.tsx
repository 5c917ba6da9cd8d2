import type { Diagnostic, Place } from '../../src/api/contract.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Icon } from '../ui/icon.js';
import './diagnostic-list.css';

/** All that is wrong, each a way to its line. */
export function DiagnosticList({ diagnostics, isOfSeveral, onGo }: DiagnosticListProps) {
  return (
    <ul class="panel diagnostic-list" aria-label={t().configuration.problems(diagnostics.length)}>
      {diagnostics.map((diagnostic) => (
        <li
          key={`${diagnostic.place.file} ${diagnostic.place.line} ${diagnostic.place.column} ${diagnostic.message}`}
        >
          <DiagnosticText diagnostic={diagnostic} isOfSeveral={isOfSeveral} onGo={onGo} />
        </li>
      ))}
    </ul>
  );
}

/** One of them: where, what, and how to mend it. */
function DiagnosticText({
  diagnostic,
  isOfSeveral,
  onGo,
}: { readonly diagnostic: Diagnostic } & Omit<DiagnosticListProps, 'diagnostics'>) {
  const { severity, code, message, remedy, place } = diagnostic;
  const text = t().configuration;
  return (
    <div class={`diagnostic ${severity === 'error' ? 'is-failing' : 'is-waiting'}`}>
      <Icon name={severity === 'error' ? 'failing' : 'info'} />
      <div>
        <p>
          <button type="button" class="link" onClick={() => onGo(place)}>
            {isOfSeveral && `${place.file}, `}
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
  /** Whether they can stand in several files, so that each has to be told with its own. */
  readonly isOfSeveral: boolean;
  readonly onGo: (place: Place) => void;
}
