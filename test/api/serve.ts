import type { AddressInfo } from 'node:net';
import { type ApiOptions, type ApiSource, createApi } from '../../src/api/create-api.js';
import { sampleSource } from './sample-source.js';

/** The API on a real socket of loopback. */
export async function serve(changes: Partial<ApiSource>, options: ApiOptions = {}): Promise<ServedApi> {
  const api = createApi(sampleSource(changes), options);
  await api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, close: () => api.close() };
}

export interface ServedApi {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}
