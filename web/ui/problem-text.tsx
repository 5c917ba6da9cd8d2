import type { ProblemCode } from '../../src/api/contract.js';
import { ApiError, NO_ANSWER } from '../api/request.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { Icon } from './icon.js';
import './problem-text.css';

/** What went wrong with a request, and what to do; the sentence of the router where there is no own one. */
export function ProblemText({ error }: { readonly error: unknown }) {
  const { title, detail, remedy } = told(error);
  return (
    <div class="problem-text is-failing" role="alert">
      <Icon name="failing" />
      <div>
        <p class="problem-text-title">{title}</p>
        {detail !== '' && <p>{detail}</p>}
        {remedy !== '' && <p class="soft">{remedy}</p>}
      </div>
    </div>
  );
}

function told(error: unknown): { title: string; detail: string; remedy: string } {
  const text = t().problems;
  if (!(error instanceof ApiError)) return { title: text.fault, detail: String(error), remedy: '' };
  const { status, code, detail, remedy = '' } = error.problem;
  if (status === NO_ANSWER) return { title: text.noAnswer, detail: '', remedy: text.noAnswerRemedy };
  const known = code === undefined ? undefined : text.codes[code];
  return {
    title: known ?? text.refused,
    detail: detail === known || SAYS_ALL.has(code) ? '' : phrase(detail),
    remedy: phrase(remedy),
  };
}

/** Of these the page's own sentence says what the router's says. */
const SAYS_ALL: ReadonlySet<ProblemCode | undefined> = new Set(['too-many-attempts', 'not-allowed', 'stale']);
