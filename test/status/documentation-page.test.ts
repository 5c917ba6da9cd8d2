import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, type Condition } from '../../src/state/conditions.js';
import { conditionsPage } from '../../src/status/documentation-page.js';

const conditions = Object.entries<Condition>(CONDITIONS);

describe('docs/conditions.md', () => {
  it('is what "npm run generate" writes', () => {
    const page = readFileSync(new URL('../../docs/conditions.md', import.meta.url), 'utf8');
    expect(page).toBe(conditionsPage());
  });

  it('tells of every condition once', () => {
    const told = [...conditionsPage().matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
    expect(told.sort()).toEqual(conditions.map(([reason]) => reason).sort());
  });
});

describe('the catalogue of conditions', () => {
  it.each(conditions)('%s is told in whole sentences, and every end has a remedy', (_, condition) => {
    expect(condition.message).toMatch(/^[A-Z].*\.$/);
    if (condition.category !== 'state') expect(condition.remedy).toMatch(/^[A-Z].*\.$|^It /);
  });

  it('holds no state for lasting', () => {
    const states = conditions.filter(([, { category }]) => category === 'state');
    expect(states.every(([, { isLasting }]) => !isLasting)).toBe(true);
  });
});
