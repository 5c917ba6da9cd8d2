import type { Block, Page } from './markdown.js';

/**
 * What has to be done to do what a page says, in its order. A shell block is run unless the comment in the line before says otherwise:
 *
 * - `not run: WHY`
 * - `exits with 3`
 * - `goes on until it prints TEXT`, `goes on until URL plays`: it runs beside what follows
 *
 * A YAML block after the comment `saved as FILE` or `added to FILE` becomes that file, or its end. What readers need no words for
 * stands in comments of their own: `first: COMMAND`, and `first, until URL plays: COMMAND`.
 */
export function stepsOf({ file, parts }: Page): Step[] {
  return parts.flatMap((part): Step[] => {
    const at = `${file}:${part.line}`;
    if (part.kind === 'comment') {
      const { until, command } = FIRST.exec(part.text)?.groups ?? {};
      return command === undefined
        ? []
        : [{ at, kind: 'run', command, isHidden: true, ...ending(at, until, undefined) }];
    }
    const { saved, added } = FILE.exec(part.mark)?.groups ?? {};
    if (saved !== undefined) return [{ at, kind: 'save', file: saved, text: part.text }];
    if (added !== undefined) return [{ at, kind: 'add', file: added, text: part.text }];
    return SHELLS.has(part.language) ? shellStep(at, part) : [];
  });
}

/** What comes before the first thing that a page shows: pages with the same can share a machine, and need it once. */
export function preludeOf(steps: readonly Step[]): Run[] {
  const end = steps.findIndex((step) => step.kind !== 'run' || !step.isHidden);
  return steps.slice(0, end).filter((step) => step.kind === 'run');
}

/** `sh` is POSIX; others are named for what they need. */
export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'console', 'powershell', 'bat', 'python']);

/** Why a block is not run; undefined for one that is. */
export function reasonNotToRun({ mark }: Block): string | undefined {
  return /^<!-- not run: (?<why>.{10,}) -->$/.exec(mark)?.groups?.['why'];
}

const FIRST = /^first(?:, until (?<until>.+?))?: (?<command>.+)$/;
const FILE = /^<!-- (?:saved as (?<saved>\S+)|added to (?<added>\S+)) -->$/;

function shellStep(at: string, block: Block): Step[] {
  if (reasonNotToRun(block) !== undefined) return [];
  const { code } = /^<!-- exits with (?<code>\d+) -->$/.exec(block.mark)?.groups ?? {};
  const { until } = /^<!-- goes on until (?<until>.+) -->$/.exec(block.mark)?.groups ?? {};
  return [{ at, kind: 'run', command: block.text, isHidden: false, ...ending(at, until, code) }];
}

function ending(
  at: string,
  until: string | undefined,
  code: string | undefined,
): Pick<Run, 'ends' | 'until'> {
  if (until === undefined) return { ends: Number(code ?? 0), until: null };
  const { url, text } = /^(?:(?<url>\S+) plays|it prints (?<text>.+))$/.exec(until)?.groups ?? {};
  if (url !== undefined) return { ends: null, until: { kind: 'plays', url } };
  if (text !== undefined) return { ends: null, until: { kind: 'prints', text } };
  throw new Error(`${at}: until what? "${until}"`);
}

export type Step = Run | WriteFile;

export interface Run {
  /** File and line. */
  readonly at: string;
  readonly kind: 'run';
  readonly command: string;
  /** It stands in a comment. */
  readonly isHidden: boolean;
  /** Its exit code; null for what goes on. */
  readonly ends: number | null;
  readonly until: Condition | null;
}

export type Condition =
  | { readonly kind: 'plays'; readonly url: string }
  | { readonly kind: 'prints'; readonly text: string };

export interface WriteFile {
  readonly at: string;
  readonly kind: 'save' | 'add';
  readonly file: string;
  readonly text: string;
}
