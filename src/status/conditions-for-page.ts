import { CONDITIONS, type Condition } from '../state/conditions.js';

/** The text of web/i18n/en-conditions.ts: the page takes no code of the router, and has to know these sentences before it is told them. */
export function conditionsForPage(): string {
  const entries = Object.entries<Condition>(CONDITIONS).map(
    ([reason, { message, remedy }]) =>
      `  ${reason}: {\n    message: ${JSON.stringify(message)},\n    remedy: ${JSON.stringify(remedy)},\n  },`,
  );
  return `// Written by "npm run generate" from src/state/conditions.ts; a test holds it to that.
import type { ConditionTexts } from './condition-texts.js';

export const englishConditions: ConditionTexts = {
${entries.join('\n')}
};
`;
}
