import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { documentationPages, type Page, readPage } from './markdown.js';

/** Links of a page that lead nowhere: files and headings that are not there, addresses that are none. */
export function brokenLinks(page: Page): string[] {
  return linksOf(page).flatMap(({ line, target }) => {
    const problem = problemOf(page, target);
    return problem === undefined ? [] : [`${page.file}:${line}: ${target}: ${problem}`];
  });
}

/** Of what is written as `[text](target)` and `[text]: target`, pictures included. */
export function linksOf({ prose }: Page): Link[] {
  return prose.flatMap((line, index) => {
    const bare = line.replace(/`[^`]*`/g, '');
    const found = [...bare.matchAll(/\]\((?<target>[^()\s]+)\)|^\[[^\]]+\]: (?<named>\S+)$/g)];
    return found.map(({ groups }) => ({
      line: index + 1,
      target: groups?.['target'] ?? groups?.['named'] ?? '',
    }));
  });
}

/** Anchors that GitHub gives to the headings of a page. */
export function anchorsOf({ prose }: Page): Set<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const heading = /^#{1,6} (?<text>.+)$/.exec(line)?.groups?.['text'];
    if (heading === undefined) continue;
    const words = heading.replace(/\[(?<text>[^\]]*)\]\([^)]*\)/g, '$<text>').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let name = anchor;
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

function problemOf(page: Page, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target))
    return /^https:\/\//.test(target) && URL.canParse(target) ? undefined : 'this is no https address';
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page.file : normalize(join(dirname(page.file), decodeURIComponent(path)));
  if (path !== '' && (file.startsWith('..') || !existsSync(file))) return 'there is no such file';
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md')) return 'only pages have headings';
  return anchorsOf(path === '' ? page : readPage(file)).has(decodeURIComponent(anchor))
    ? undefined
    : 'there is no such heading';
}

/** Guides that no other page leads to. */
export function lostPages(): string[] {
  const pages = documentationPages();
  const reached = new Set(
    pages.flatMap((page) =>
      linksOf(page).map(({ target }) => normalize(join(dirname(page.file), target.split('#')[0] ?? ''))),
    ),
  );
  return pages
    .map(({ file }) => file)
    .filter((file) => file.startsWith('docs/guides/') && !reached.has(file));
}

export interface Link {
  readonly line: number;
  readonly target: string;
}
