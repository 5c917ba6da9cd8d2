import { request } from 'node:http';
import type { RouterStatus } from '../status/router-status.js';

/** Asks a router, over its Unix socket or over HTTP. Answers null when no router is there; throws for other faults. */
export async function fetchRouterStatus(target: RouterTarget): Promise<RouterStatus | null> {
  try {
    return (await getJson(target, '/api/v1/streams')) as RouterStatus;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
    throw error;
  }
}

export type RouterTarget = { readonly socketPath: string } | { readonly url: string };

function getJson(target: RouterTarget, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { headers: { accept: 'application/json' }, timeout: TIMEOUT_MS };
    const sent =
      'url' in target
        ? request(new URL(path, target.url), options)
        : request({ ...options, socketPath: target.socketPath, path });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200)
          reject(new Error(`the router answered ${response.statusCode} to ${path}`));
        else resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('the router does not answer')));
    sent.on('error', reject);
    sent.end();
  });
}

const TIMEOUT_MS = 5_000;
