import { request } from 'node:http';
import type { KeptLog } from '../state/stream-run.js';
import type { RouterStatus } from '../status/router-status.js';

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

/** Ends a stream's process so that it is started anew. Throws when the router refuses or is not there. */
export async function postRestart(target: RouterTarget, name: string): Promise<void> {
  await getJson(target, `/api/v1/streams/${encodeURIComponent(name)}/restart`, 'POST');
}

export type RouterTarget = { readonly socketPath: string } | { readonly url: string };

class AnswerError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, path: string) {
    super(`the router answered ${statusCode} to ${path}`);
    this.statusCode = statusCode;
  }
}

function isNoRouter(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // The last two: it ended in the moment in which it was asked.
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '');
}

function getJson(target: RouterTarget, path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { accept: 'application/json' }, timeout: TIMEOUT_MS };
    const sent =
      'url' in target
        ? request(new URL(path, target.url), options)
        : request({ ...options, socketPath: target.socketPath, path });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new AnswerError(response.statusCode ?? 0, path));
        else resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('the router does not answer')));
    sent.on('error', reject);
    sent.end();
  });
}

const TIMEOUT_MS = 5_000;
