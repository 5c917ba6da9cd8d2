import { createHmac } from 'node:crypto';

/** By which the router's own processes come to its servers. No user of the file can have the name. */
export const OWN_USER = '_router';

/** What somebody may do with it at one path. */
export type OwnUse =
  /** At the RTSP server. */
  | 'publish'
  | 'read'
  /** At the ingest. */
  | 'push'
  | 'play';

/**
 * The password, or stream key, by which the router's own processes may do one thing at one path. A process's arguments show it to others
 * on the machine; it opens nothing else, and nothing from elsewhere.
 */
export function ownPassword(secret: string, use: OwnUse, path: string): string {
  return createHmac('sha256', secret).update(`${use}\0${path}`).digest('hex').slice(0, 32);
}

/** An address at the embedded RTSP server with its credentials. */
export function withOwnPassword(url: string, secret: string, use: 'publish' | 'read', path: string): string {
  return url.replace('://', `://${OWN_USER}:${ownPassword(secret, use, path)}@`);
}

/** An address at the ingest with its key. */
export function withOwnKey(url: string, secret: string, use: 'push' | 'play', path: string): string {
  return `${url}?${KEY_PARAMETER}=${ownPassword(secret, use, path)}`;
}

/** Of the query of an address at the ingest. */
export const KEY_PARAMETER = 'key';
