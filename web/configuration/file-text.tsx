import type { Diagnostic } from '../../src/api/contract.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import './file-text.css';

/** The file line by line; what is wrong stands below its line, with a caret. */
export function FileText({ text, diagnostics }: FileTextProps) {
  if (text === '') return <p class="panel soft">{t().configuration.empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="file-text" aria-label={t().configuration.text} tabIndex={0}>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, index) => (
          <Line
            key={index}
            number={index + 1}
            text={line}
            diagnostics={diagnostics.filter(({ place }) => place.line === index + 1)}
          />
        ))}
    </section>
  );
}

interface FileTextProps {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Shows a line of the file that is shown. */
export function goToLine(line: number): void {
  const found = document.getElementById(`line-${line}`);
  found?.scrollIntoView({ block: 'center' });
  found?.focus({ preventScroll: true });
}

function Line({ number, text, diagnostics }: LineProps) {
  return (
    <>
      <div
        id={`line-${number}`}
        tabIndex={-1}
        class={`file-line ${diagnostics.length > 0 ? 'is-wrong' : ''}`}
      >
        <span class="file-line-number" aria-hidden="true">
          {number}
        </span>
        <code class={text.trimStart().startsWith('#') ? 'is-comment' : ''}>{text === '' ? ' ' : text}</code>
      </div>
      {diagnostics.map(({ place, message, remedy, related }) => (
        <div key={`${place.column} ${message}`} class="file-line-problem">
          <span class="file-line-number" />
          <div>
            <code aria-hidden="true">
              {' '.repeat(place.column - 1)}
              {'^'.repeat(Math.max(1, Math.min(place.length, text.length - place.column + 1)))}
            </code>
            <p>
              <strong>{phrase(message)}.</strong> {phrase(remedy)}
              {related !== null &&
                ` (${phrase(related.message)}: ${related.place.file === place.file ? '' : `${related.place.file}, `}${t().configuration.line(related.place.line, related.place.column)})`}
            </p>
          </div>
        </div>
      ))}
    </>
  );
}

interface LineProps {
  readonly number: number;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}
