import type { Role } from '../../state/access.js';

/** Who asks. */
export interface Caller {
  /** Null for who may only see the page and log in. */
  readonly role: Role | null;
  readonly user: string | null;
  /** Whether it needs a token, or a user and a password, to be asked as it was. */
  readonly isTokenNeeded: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** Whether who asked may still do so: a login may have ended since. */
    isStillAllowed: () => boolean;
  }
}
