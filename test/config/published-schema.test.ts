import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publishedSchema } from '../../src/config/published-schema.js';

const root = new URL('../../', import.meta.url);

describe('schema/streams.schema.json', () => {
  it('is what "npm run generate" writes', () => {
    expect(readFileSync(new URL('schema/streams.schema.json', root), 'utf8')).toBe(publishedSchema());
  });

  it('is a schema that any validator understands, and fits the example', () => {
    const fits = new Ajv({ strict: true, allErrors: true }).compile(JSON.parse(publishedSchema()) as object);
    expect(fits(parse(readFileSync(new URL('streams.example.yaml', root), 'utf8')))).toBe(true);
  });
});
