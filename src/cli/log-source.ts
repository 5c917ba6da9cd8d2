import { fetchStreamLog } from '../api/client.js';
import { readStreamLog } from '../runtime/local/read-stream-log.js';
import { streamLogFolder } from '../runtime/local/stream-log-folder.js';
import { type KeptLog, streamLog } from '../state/stream-run.js';
import { loadConfiguration } from './load-configuration.js';
import { type RemoteOptions, routerOf, stateFolderOf } from './options.js';

/**
 * The log of a stream, or what came after a cursor: from the router, or where none runs from the files that it left. The cursor is good
 * for both.
 */
export async function askForLog(
  options: RemoteOptions,
  name: string,
  after: string | null,
): Promise<AnswerAboutLog> {
  const answer = await fetchStreamLog(routerOf(options), name, after);
  if (answer === 'unknown') return { by: 'router', log: null };
  if (answer !== 'no router') return { by: 'router', log: answer };
  return options.url === undefined
    ? { by: 'files', log: readKeptLog(options, name, after) }
    : { by: 'nobody' };
}

export type AnswerAboutLog =
  /** `log` is null for a name that is not known. */
  | { readonly by: 'router' | 'files'; readonly log: KeptLog | null }
  /** There is no router at the address. */
  | { readonly by: 'nobody' };

/** Null for a name that is neither in the file nor was it lately. */
function readKeptLog(options: RemoteOptions, name: string, after: string | null): KeptLog | null {
  const folder = streamLogFolder(stateFolderOf(options).logs, name);
  const runs = folder === null ? [] : readStreamLog(folder, { after });
  if (runs.length > 0 || after !== null) return streamLog(name, runs, after);
  return loadConfiguration(options.config).desired?.streams.has(name) === true
    ? streamLog(name, [], null)
    : null;
}
