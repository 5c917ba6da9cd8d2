import type { Problem } from '../../src/api/contract.js';
import { connection } from '../connection/status.js';

/**
 * Asks the API and answers what it says.
 * @throws ApiError for every answer that is no success, and when there is none
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 401 && path !== SESSION_PATH) connection.value = { state: 'login needed' };
  if (!response.ok) throw new ApiError(await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** `status` of a problem when no answer came. */
export const NO_ANSWER = 0;

export const SESSION_PATH = '/api/v1/session';

export function streamPath(name: string, rest = ''): string {
  return `/api/v1/streams/${encodeURIComponent(name)}${rest}`;
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const { query, body, signal } = options;
  const search = new URLSearchParams(query).toString();
  const url = search === '' ? path : `${path}?${search}`;
  const headers = { accept: 'application/json' };
  try {
    return await fetch(url, {
      method,
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined
        ? { headers }
        : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError({ type: 'about:blank', title: '', status: NO_ANSWER, detail: String(error) });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const plain = { type: 'about:blank', title: response.statusText, status: response.status, detail: '' };
  try {
    return { ...plain, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return plain; // something between the router and this page answered
  }
}
