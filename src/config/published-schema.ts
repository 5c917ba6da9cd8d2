import { streamsSchema } from './schema.js';

/**
 * The text of schema/streams.schema.json: the schema with our own keywords told in words that editors show. An editor sees one file at a
 * time, which need not have by itself what all have together: so nothing is required at the top.
 */
export function publishedSchema(): string {
  const { required: _required, ...schema } = streamsSchema;
  return `${JSON.stringify(withWords(schema), null, 2)}\n`;
}

function withWords(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withWords);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { problem, remedy, onChange, format, ...rest } = schema as Record<string, unknown>;
  const published = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withWords(value)]));
  if (typeof rest['description'] === 'string' && typeof onChange === 'string') {
    published['description'] = `${rest['description']} Changing it: ${onChange}.`;
  }
  // A property may be called so as well: only our keywords are texts.
  if (typeof problem === 'object') published['problem'] = withWords(problem);
  if (typeof remedy === 'object') published['remedy'] = withWords(remedy);
  if (typeof format === 'object') published['format'] = withWords(format);
  return published;
}
