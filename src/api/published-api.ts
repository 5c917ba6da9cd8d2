import { type ApiSource, createApi } from './create-api.js';

/** The text of schema/openapi.json: the description of the API as it is served. */
export async function publishedApi(): Promise<string> {
  // Nothing is asked of it: what the routes say of themselves is all that is needed.
  const api = createApi({} as ApiSource);
  await api.ready();
  const text = `${JSON.stringify(api.swagger(), null, 2)}\n`;
  await api.close();
  return text;
}
