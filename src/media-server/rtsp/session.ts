import type { PublisherSession } from './publisher-session.js';
import type { ReaderSession } from './reader-session.js';

/** A session of either role; see `nextState` for what it may do when. */
export type Session = PublisherSession | ReaderSession;
