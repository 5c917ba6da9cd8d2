import { expect, it } from 'vitest';
import { refusalReason } from '../../src/probe/play-reason.js';

const names = { app: 'live/author', playPath: 'forbidden?token=abcd' };

it.each([
  [
    'NetConnection.Connect.Rejected',
    '[ AccessManager.Reject ] : [ authmod=adobe ] :',
    'SourceCredentialsRefused',
  ],
  ['NetConnection.Connect.Rejected', '[ code=403 need auth; authmod=adobe ]', 'SourceCredentialsRefused'],
  ['NetConnection.Connect.Rejected', '?reason=authfailed&opaque=vgoAAA==', 'SourceCredentialsRefused'],
  ['NetStream.Play.Failed', 'Not authorized', 'SourceCredentialsRefused'],
  ['NetStream.Play.Failed', 'access denied', 'SourceCredentialsRefused'],
  ['NetConnection.Connect.InvalidApp', '', 'SourceNotFound'],
  ['NetConnection.Connect.Rejected', '', 'SourceNotFound'],
  ['NetStream.Play.StreamNotFound', 'live/author/forbidden: nobody publishes there', 'SourceNotFound'],
  ['NetStream.Play.StreamNotFound', 'no forbidden?token=abcd', 'SourceNotFound'],
])('%s "%s" is %s', (code, description, reason) => {
  expect(refusalReason(code, description, names)).toBe(reason);
});
