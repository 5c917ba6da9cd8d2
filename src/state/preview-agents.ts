/** Names under which the program for pictures reads from RTSP servers, ours or another. */
export const LIVE_AGENT = 'KazStreamLink (live)';
/** It takes one picture and goes; the embedded server does not count it as a reader. */
export const STILL_AGENT = 'KazStreamLink (still)';
