import type { DiffLine } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import './diff-view.css';

/** What a change makes of the file, line by line. */
export function DiffView({ lines }: { readonly lines: readonly DiffLine[] }) {
  if (lines.length === 0) return <p class="soft">{t().diff.nothing}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="diff" aria-label={t().diff.title} tabIndex={0}>
      <table>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.kind} ${line.oldLine} ${line.newLine}`} class={`diff-${line.kind}`}>
              <td class="diff-number">{line.oldLine}</td>
              <td class="diff-number">{line.newLine}</td>
              <td class="diff-sign">
                <span aria-hidden="true">{SIGNS[line.kind]}</span>
                <span class="visually-hidden">{t().diff.kinds[line.kind]}</span>
              </td>
              <td class="diff-text">{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−', gap: '⋯' };
