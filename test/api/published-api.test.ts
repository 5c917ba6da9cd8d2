import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { publishedApi } from '../../src/api/published-api.js';
import { ask } from './ask.js';
import { serve } from './serve.js';

it('schema/openapi.json is what the API says of itself (npm run generate)', async () => {
  const published = readFileSync('schema/openapi.json', 'utf8');
  expect(published).toBe(await publishedApi());
  const api = await serve({});
  const served = await ask(`${api.url}/api/v1/openapi.json`);
  await api.close();
  expect(served.json<unknown>()).toEqual(JSON.parse(published));
});

it('each operation has a name, a summary and answers of its own', async () => {
  const { paths } = JSON.parse(await publishedApi()) as {
    paths: Record<string, Record<string, { operationId?: string; summary?: string; responses: object }>>;
  };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(operations.length);
  for (const { operationId, summary, responses } of operations) {
    expect([operationId, summary], operationId).not.toContain(undefined);
    expect(JSON.stringify(responses), operationId).toMatch(/"schema"|^\{"204":/);
  }
});
