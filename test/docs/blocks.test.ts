import { describe, expect, it } from 'vitest';
import { validConfiguration } from '../deploy/valid-configuration.js';
import { asConfiguration } from './as-configuration.js';
import { type Block, documentationPages } from './markdown.js';
import { reasonNotToRun, SHELLS, stepsOf } from './steps.js';

const blocks = documentationPages().flatMap(({ file, parts }) =>
  parts
    .filter((part): part is Block => part.kind === 'block')
    .map((block): [string, Block] => [`${file}:${block.line}`, block]),
);

describe('blocks in the documentation', () => {
  it('say what they are', () => {
    const known = new Set([...SHELLS, 'yaml', 'json', 'text', 'ini', 'dockerfile']);
    expect(blocks.filter(([, { language }]) => !known.has(language)).map(([at]) => at)).toEqual([]);
  });

  // Whatever is not marked is run by test/e2e/documentation.test.ts, which knows one shell.
  it('are marked, with a reason, where another shell is needed', () => {
    const others = blocks.filter(([, { language }]) => SHELLS.has(language) && language !== 'sh');
    expect(others.filter(([, block]) => reasonNotToRun(block) === undefined).map(([at]) => at)).toEqual([]);
  });

  it('are the same in both languages of the README, so that one is run for both', () => {
    const shells = (page: string) =>
      blocks
        .filter(([at, { language }]) => at.startsWith(`${page}:`) && language === 'sh')
        .map(([, { text, mark }]) => `${mark}\n${text}`);
    expect(shells('README.ru.md').length).toBeGreaterThan(2);
    expect(shells('README.md')).toEqual(expect.arrayContaining(shells('README.ru.md')));
  });

  it('are run for the most part', () => {
    const steps = documentationPages().flatMap(stepsOf);
    const left = blocks.filter(([, block]) => reasonNotToRun(block) !== undefined);
    expect(steps.filter(({ kind }) => kind === 'run').length).toBeGreaterThan(left.length);
  });
});

describe.each(blocks.filter(([, { language }]) => language === 'yaml'))('the YAML at %s', (at, block) => {
  const text = asConfiguration(block);
  it.runIf(text !== undefined)('is valid', () => {
    validConfiguration(at, text ?? '');
  });
});
