import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are equal; how long it takes tells nothing of either. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** SHA-256, for what is kept of a secret that is random. */
export function printOf(secret: string): string {
  return digest(secret).toString('hex');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
