import { expect, it } from 'vitest';
import { parseAuthorization } from '../../../../src/media-server/rtsp/access/authorization.js';

it('reads what players send', () => {
  const header =
    'Digest username="a \\"b\\"", realm="r",nonce = "n" , , uri="rtsp://h/a,b", response="ABC", algorithm=MD5,' +
    ' opaque="", qop=auth, nc=0000000a, cnonce="x=="';
  expect(parseAuthorization(header)).toEqual({
    scheme: 'digest',
    user: 'a "b"',
    realm: 'r',
    nonce: 'n',
    uri: 'rtsp://h/a,b',
    response: 'abc',
    algorithm: 'md5',
    protection: { count: '0000000a', clientNonce: 'x==' },
  });
});

it.each([
  ['letters', 'a', ''],
  ['names', 'a=', '"'],
  ['blanks', 'a ', '"'],
  ['commas', ',', '"'],
  ['escapes', 'a="\\a', ''],
])('takes no more time for %s that lead nowhere', (_what, piece, last) => {
  // What the time grows with the square of would take minutes.
  expect(parseAuthorization(`Digest ${piece.repeat(300_000)}${last}`)).toBeNull();
});
