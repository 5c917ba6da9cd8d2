import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Gatekeeper } from './access/gatekeeper.js';
import type { ExpectedSuccessors } from './expected-successors.js';
import type { PathPublisher } from './feed.js';
import type { Path } from './path.js';

/** What sessions need of the server. */
export interface SessionHost {
  readonly log: Logger;
  /** Every path that has a publisher, or is held for the next one, by name. */
  readonly paths: ReadonlyMap<string, Path>;
  /** Begins the path anew; to be called when there is none of that name. */
  openPath(name: string, publisher: PathPublisher): Path;
  readonly successors: ExpectedSuccessors;
  readonly gatekeeper: Gatekeeper;
  /** The session is over; false when it was before. */
  forget(sessionId: string): boolean;
  /** The snapshot differs. */
  onChange(): void;
}

/** What sessions need of the connection that they are on. */
export interface SessionConnection {
  /** Without port. */
  readonly remoteAddress: string;
  /** `host:port`. */
  readonly remote: string;
  /** Sends an interleaved frame, unless the peer takes nothing. */
  sendFrame(frame: Buffer): void;
  /** Lets go of the session; `end` ends the connection as well, once everything is sent. */
  release(sessionId: string, end: boolean): void;
}

/** RFC 2326 3.4: at least eight characters that can't be guessed. */
export function newSessionId(): string {
  return randomBytes(16).toString('hex');
}
