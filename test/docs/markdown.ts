import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pages for people, by their path: the READMEs, what contributors read, and docs/. */
export function documentationPages(): Page[] {
  const top = readdirSync('.').filter((name) => name.endsWith('.md'));
  const below = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return [...top, ...below.map((name) => join('docs', name))].sort().map((file) => readPage(file));
}

/** What tests look at of a Markdown file (CommonMark 0.31): fenced blocks, comments before them, headings, links. */
export function readPage(file: string, text = readFileSync(file, 'utf8')): Page {
  const lines = text.split('\n');
  const parts: Part[] = [];
  const prose: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const comment = /^<!-- (?<text>.*) -->$/.exec(line)?.groups?.['text'];
    const language = /^```(?<language>\S*)$/.exec(line)?.groups?.['language'];
    if (comment !== undefined) parts.push({ kind: 'comment', line: index + 1, text: comment });
    prose.push(language === undefined ? line : '');
    if (language === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    if (end < 0) throw new Error(`${file}:${index + 1}: this block has no end`);
    const content = `${lines.slice(index + 1, end).join('\n')}\n`;
    parts.push({ kind: 'block', line: index + 1, language, text: content, mark: lines[index - 1] ?? '' });
    prose.push(...lines.slice(index + 1, end + 1).map(() => ''));
    index = end;
  }
  return { file, parts, prose };
}

export interface Page {
  readonly file: string;
  readonly parts: readonly Part[];
  /** Its lines; those in blocks are empty. */
  readonly prose: readonly string[];
}

export type Part = Comment | Block;

/** A comment that is alone in its line. */
export interface Comment {
  readonly kind: 'comment';
  /** From 1 on. */
  readonly line: number;
  readonly text: string;
}

export interface Block {
  readonly kind: 'block';
  /** That of its fence, from 1 on. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The line before its fence. */
  readonly mark: string;
}
