import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONFORMANCE_PAGE, conformancePage, versionsOf } from '../e2e/conformance/page.js';

it('the conformance page is of the cells that the test has; "npm run test:soak -- conformance" writes it anew', () => {
  const page = readFileSync(CONFORMANCE_PAGE, 'utf8');
  expect(page).toBe(conformancePage(versionsOf(page) ?? ''));
});
