import type { ChangedConfiguration, StreamChange, StreamEntry, StreamKeys } from '../../src/api/contract.js';
import { request, streamPath } from './request.js';

/** A change of one stream's entry in the file: other values, or none of it any more. */
export type StreamEdit =
  | {
      readonly kind: 'put';
      readonly name: string;
      readonly stream: StreamKeys;
      /** Which file a new one goes to; left out: the router's choice. */
      readonly file?: string;
    }
  | { readonly kind: 'delete'; readonly name: string };

/** The lines of a stream in the file, and the content that they are from. */
export function fetchEntry(name: string): Promise<StreamEntry> {
  return request('GET', streamPath(name, '/entry'));
}

/** What an edit would make of the file; nothing is written. */
export function tryEdit(edit: StreamEdit, baseHash: string): Promise<ChangedConfiguration> {
  return send(edit, baseHash, { dryRun: 'true' });
}

/** Writes an edit into the file, if that is still the one with `baseHash`. */
export function saveEdit(edit: StreamEdit, baseHash: string): Promise<ChangedConfiguration> {
  return send(edit, baseHash, {});
}

function send(
  edit: StreamEdit,
  baseHash: string,
  query: Readonly<Record<string, string>>,
): Promise<ChangedConfiguration> {
  if (edit.kind === 'delete')
    return request('DELETE', streamPath(edit.name), { query: { ...query, baseHash } });
  const { stream, file } = edit;
  const body: StreamChange = { baseHash, stream, ...(file === undefined ? {} : { file }) };
  return request('PUT', streamPath(edit.name), { query, body });
}
