import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONDITIONS } from '../../src/state/conditions.js';

it('the guide to troubleshooting says what to check for every reason that has a remedy', () => {
  const guide = readFileSync('docs/guides/troubleshooting.md', 'utf8');
  const reasons = Object.entries(CONDITIONS).filter(([, { remedy }]) => remedy !== '');
  expect(reasons.length).toBeGreaterThan(30);
  expect(reasons.map(([reason]) => reason).filter((reason) => !guide.includes(`\`${reason}\``))).toEqual([]);
});
