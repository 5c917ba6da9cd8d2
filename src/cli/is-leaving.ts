import type { StreamStatus } from '../status/stream-status.js';

/** Whether a stream comes of a pattern and its publisher is gone: it goes after `hold`, and nobody has to do anything about it. */
export function isLeaving({ pattern, reason }: Pick<StreamStatus, 'pattern' | 'reason'>): boolean {
  return pattern !== null && reason === 'WaitingForPublisher';
}
