import { type ClientRequest, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { KeptLog } from '../state/stream-run.js';
import type { RouterStatus } from '../status/router-status.js';
import type { Problem } from './contract.js';

/** Asks a router, over its Unix socket or over HTTP. Answers null when no router is there; throws for other faults. */
export async function fetchRouterStatus(target: RouterTarget): Promise<RouterStatus | null> {
  try {
    return (await getJson(target, '/api/v1/streams')) as RouterStatus;
  } catch (error) {
    if (isNoRouter(error)) return null;
    throw error;
  }
}

/**
 * What is kept of the runs of a stream; with a cursor what came after it. `no router` when none is there, `unknown` when it knows no
 * such stream; throws for other faults.
 */
export async function fetchStreamLog(
  target: RouterTarget,
  name: string,
  after: string | null,
): Promise<KeptLog | 'no router' | 'unknown'> {
  const query = after === null ? '' : `?after=${after}`;
  try {
    return (await getJson(target, `/api/v1/streams/${encodeURIComponent(name)}/logs${query}`)) as KeptLog;
  } catch (error) {
    if (error instanceof AnswerError && error.statusCode === 404) return 'unknown';
    if (isNoRouter(error)) return 'no router';
    throw error;
  }
}

/** Whether the loop of the router lives, or (`ready`) a valid configuration is live. Throws for other faults. */
export async function fetchHealth(target: RouterTarget, what: 'alive' | 'ready'): Promise<RouterHealth> {
  try {
    await getJson(target, what === 'alive' ? '/healthz' : '/readyz');
    return 'ok';
  } catch (error) {
    if (error instanceof AnswerError && error.statusCode === 503) return 'unavailable';
    if (isNoRouter(error)) return 'no router';
    throw error;
  }
}

export type RouterHealth = 'ok' | 'unavailable' | 'no router';

/** Ends a stream's process so that it is started anew. Throws when the router refuses or is not there. */
export async function postRestart(target: RouterTarget, name: string): Promise<void> {
  await getJson(target, `/api/v1/streams/${encodeURIComponent(name)}/restart`, 'POST');
}

/** Lets pass what the guard holds back. Throws when it is no longer that content. */
export async function postApproval(target: RouterTarget, hash: string): Promise<void> {
  await getJson(target, '/api/v1/config/approve', 'POST', { hash });
}

export type RouterTarget =
  | { readonly socketPath: string }
  | { readonly url: string; readonly token?: string | null };

/** The router does not do what it was asked for. */
export class AnswerError extends Error {
  readonly statusCode: number;
  readonly remedy: string;

  constructor(statusCode: number, path: string, problem: Partial<Problem>) {
    super(problem.detail ?? `The router answered ${statusCode} to ${path}.`);
    this.statusCode = statusCode;
    this.remedy =
      problem.code === 'login-needed' ? TOKEN_REMEDY : (problem.remedy ?? 'See the log of the router.');
  }
}

const TOKEN_REMEDY =
  'Set the variable KAZSTREAMLINK_TOKEN to what "kazstreamlink token" prints where the router runs.';

function isNoRouter(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // The last two: it ended in the moment in which it was asked.
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '');
}

function getJson(
  target: RouterTarget,
  path: string,
  method: 'GET' | 'POST' = 'GET',
  body: unknown = null,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = ask(target, path, method, body !== null);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0 } = response;
        const value = parsed(Buffer.concat(chunks).toString('utf8'));
        if (statusCode === 200 && value !== undefined) resolve(value);
        else reject(new AnswerError(statusCode, path, (value ?? {}) as Partial<Problem>));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('the router does not answer')));
    sent.on('error', reject);
    sent.end(body === null ? undefined : JSON.stringify(body));
  });
}

function ask(target: RouterTarget, path: string, method: 'GET' | 'POST', hasBody: boolean): ClientRequest {
  const type = hasBody ? { 'content-type': 'application/json' } : {};
  const options = { method, headers: { accept: 'application/json', ...type }, timeout: TIMEOUT_MS };
  if ('socketPath' in target) return request({ ...options, socketPath: target.socketPath, path });
  const { url, token } = target;
  const headers = { ...options.headers, ...(token == null ? {} : { authorization: `Bearer ${token}` }) };
  const send = url.startsWith('https:') ? secureRequest : request;
  return send(new URL(path, url), { ...options, headers });
}

/** Undefined for what is no JSON: something else than a router answered. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TIMEOUT_MS = 5_000;
