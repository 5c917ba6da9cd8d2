import type { DiagnosticCode } from '../state/diagnostic.js';

/** What each code means and how it comes about. Codes are stable: scripts and pipelines may rely on them. */
export const DIAGNOSTIC_CATALOGUE: Readonly<Record<DiagnosticCode, string>> = {
  'file-missing':
    'There is no file at the path, or none in the folder. What was valid before stays live; creating the file again is enough.',
  'file-unreadable': 'The file is there and cannot be read: its rights, or it is a folder.',
  'include-without-match':
    'An `include` that leads to no file, and is not marked `optional`. Files that are not there would else stop their streams.',
  'empty-document':
    'The file holds nothing but comments. That nothing is wanted must be written: `streams: {}`. An editor that empties a file before it writes would otherwise stop everything.',
  'yaml-syntax':
    'The text is no YAML: indentation, a missing colon or bracket, a tab, an unknown alias, a second document.',
  'duplicate-key':
    'A key stands twice in one mapping, or in two files what may stand once in all. The second would silently win, so it is refused. Both places are named.',
  'unknown-key': 'A key that is not known here, most often misspelt: the nearest known one is suggested.',
  'missing-key': 'A key that must be there is missing.',
  'wrong-type':
    'A value of another kind: a list for a mapping, nothing where something must be, a key that is no text.',
  'invalid-value':
    'A value of the right kind that does not fit: no address, no path, no source, another version.',
  'refused-argument':
    'An item of `inputArgs` or `outputArgs` that is no option of the list of allowed ones, lacks its value, has one that does not fit, stands there twice, or is set by the router itself.',
  'no-track': 'A stream of which both `video` and `audio` are `none`: nothing would be left of it.',
  'unknown-profile': 'A stream names a profile that is not written below `profiles`.',
  'plain-password':
    'A password of `users` that stands in the file as it is. Its hash, or a reference to it, keeps it from whoever reads the file.',
  'unresolved-reference':
    'A `${VAR}` that is not set, a `${file:…}` that cannot be read, or a reference that is none. It never becomes an empty text.',
  'path-conflict':
    'Two streams would be published at the same path of the same server. Both places are named.',
  'pattern-conflict':
    'Two names with a `*` of which neither is more specific fit one publisher, or would make one path or name of two publishers. Both places are named.',
  'address-conflict': 'Two listeners would take the same address. Both places are named.',
  'listener-incomplete':
    'A listener over TLS (`rtsps`, `rtmps`) without `tls`, or without the plain one (`rtsp`, `rtmp`), by which the router itself reaches its server.',
  'unusable-hash':
    'A user with `read` or `publish` whose password is the kind of hash that serves the login at the page only. RTSP needs the password by a reference, or what `kazstreamlink hash-password --digest NAME` prints.',
};
