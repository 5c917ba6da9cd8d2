import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticsPage, referencePage } from '../../src/config/documentation-pages.js';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('the generated pages', () => {
  it.each([
    ['diagnostics.md', diagnosticsPage],
    ['streams-yaml.md', referencePage],
  ])('docs/%s is what "npm run generate" writes', (name, render) => {
    expect(page(name)).toBe(render());
  });
});
