import { describe, expect, it } from 'vitest';
import { anchorsOf, brokenLinks, linksOf, lostPages } from './links.js';
import { documentationPages, readPage } from './markdown.js';

const pages = documentationPages();

describe('the documentation', () => {
  it('has links that lead somewhere', () => {
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(50);
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it('has no guide that nothing leads to', () => {
    expect(lostPages()).toEqual([]);
  });
});

describe('a link', () => {
  const broken = (text: string) => brokenLinks(readPage('docs/page.md', text));

  it('leads to a file, a heading of it, or an address', () => {
    expect(broken('[a](../README.md#quick-start), [b](#here), [c](https://example.org/x)\n\n# Here')).toEqual(
      [],
    );
    expect(broken('[a](nothing.md)')).toEqual(['docs/page.md:1: nothing.md: there is no such file']);
    expect(broken('[a](../README.md#nothing)')).toHaveLength(1);
    expect(broken('[a](../../elsewhere.md)')).toHaveLength(1);
    expect(broken('[a](http://example.org)')).toHaveLength(1);
    expect(broken('![a](https://exa mple)\n')).toEqual([]);
    expect(broken('```sh\n[a](nothing.md)\n```\n`[a](nothing.md)`')).toEqual([]);
  });

  it('finds headings in any script, and the second of two', () => {
    const page = readPage('x.md', '# Быстрый старт\n## `ffplay`, VLC\n## A\n## A\n');
    expect([...anchorsOf(page)]).toEqual(['быстрый-старт', 'ffplay-vlc', 'a', 'a-1']);
  });
});
