import { type PlannedChange, type PlannedKind, shownKind, summary, textOf } from './describe-plan.js';

/**
 * A plan as the comment of a pull request: what happens to which stream and why, in GitHub's and GitLab's Markdown. It begins with
 * `PLAN_MARK`, by which a pipeline finds the comment that it wrote before. The longest comment that GitHub takes has 65,536 characters, so
 * that of many changes the first are shown.
 */
export function renderPlanMarkdown(changes: readonly PlannedChange[], title: PlanTitle): string {
  const { file, hash, against, held } = title;
  const head = [
    PLAN_MARK,
    `### Plan for ${code(file)}`,
    '',
    `${against} Content ${code(hash)}.`,
    '',
    ...(held === null ? [] : [`> ⚠️ ${held}`, '']),
  ];
  if (changes.length === 0)
    return [...head, '**No changes:** nothing starts, restarts or stops.', ''].join('\n');
  const rows = shownRows(changes.map(row));
  const left = changes.length - rows.length;
  return [
    ...head,
    `**${summary(changes)}**`,
    '',
    '| | Stream | What happens and why |',
    '|---|---|---|',
    ...rows,
    '',
    ...(left === 0 ? [] : [`… and ${left} more, which ${code('kazstreamlink plan')} shows.`, '']),
  ].join('\n');
}

export interface PlanTitle {
  readonly file: string;
  /** Of the content of the file. */
  readonly hash: string;
  /** What the plan begins with, a sentence. */
  readonly against: string;
  /** What the guard will say of it, a sentence; null when it passes. */
  readonly held: string | null;
}

const PLAN_MARK = '<!-- kazstreamlink plan -->';
const MAX_ROWS_LENGTH = 60_000;

const VERBS: Readonly<Record<PlannedKind, string>> = {
  start: '➕ start',
  restart: '🔁 restart',
  stop: '➖ stop',
  update: '⚙️ update',
  listen: '🔌 rebind',
  pattern: '🧩 pattern',
};

function row(change: PlannedChange): string {
  return `| ${VERBS[shownKind(change)]} | ${code(change.name)} | ${code(textOf(change))} |`;
}

function shownRows(rows: readonly string[]): readonly string[] {
  let length = 0;
  const end = rows.findIndex((text) => {
    length += text.length + 1;
    return length > MAX_ROWS_LENGTH;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** Text of the file as code: nothing in it can end the cell or the code, mention anybody or be markup. */
function code(text: string): string {
  return `\`${text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|')}\``;
}
