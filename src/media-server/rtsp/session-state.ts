/**
 * RFC 2326 A.2, the state machine of a server's session, for the two roles that a session can have. A method that
 * is missing in a state is answered with 455.
 */
export function nextState(
  role: SessionRole,
  state: SessionState,
  method: SessionMethod,
): SessionState | undefined {
  return transitions[role][state][method];
}

export type SessionRole = 'publish' | 'read';
export type SessionState = 'init' | 'ready' | 'playing' | 'recording';
export type SessionMethod = 'SETUP' | 'PLAY' | 'PAUSE' | 'RECORD' | 'TEARDOWN';

const transitions: Record<SessionRole, Record<SessionState, Partial<Record<SessionMethod, SessionState>>>> = {
  publish: {
    init: { SETUP: 'ready', TEARDOWN: 'init' },
    ready: { SETUP: 'ready', RECORD: 'recording', TEARDOWN: 'init' },
    // A live publisher that wants to pause ends; readers would only see a stream that stands still.
    recording: { RECORD: 'recording', TEARDOWN: 'init' },
    playing: {},
  },
  read: {
    init: { SETUP: 'ready', TEARDOWN: 'init' },
    ready: { SETUP: 'ready', PLAY: 'playing', TEARDOWN: 'init' },
    // VLC and Live555 send PLAY again to seek: there is nothing to seek in, it goes on.
    playing: { PLAY: 'playing', PAUSE: 'ready', TEARDOWN: 'init' },
    recording: {},
  },
};
