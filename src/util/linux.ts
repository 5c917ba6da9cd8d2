/**
 * Whether this is Linux, with what only Linux offers: /proc, abstract sockets, prlimit. The project's own tests hide it by the
 * variable, and see how the router does elsewhere.
 */
export const IS_LINUX = process.platform === 'linux' && process.env['KAZSTREAMLINK_HIDE_LINUX'] === undefined;

/** What proc(5) describes; elsewhere a folder that is not there. */
export const PROC = IS_LINUX ? '/proc' : '/nowhere';
