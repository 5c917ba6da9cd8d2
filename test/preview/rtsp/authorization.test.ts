import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorization } from '../../../src/preview/rtsp/authorization.js';
import { parseRtspAddress } from '../../../src/preview/rtsp/rtsp-address.js';

const WHO = { user: 'Mufasa', password: 'Circle Of Life' };
const REQUEST = { method: 'GET', url: '/dir/index.html' };

function answer(challenge: string): Record<string, string> {
  const value = authorization(challenge, WHO, REQUEST) ?? '';
  return Object.fromEntries(
    [...value.matchAll(/(\w+)="?([^",]*)"?/g)].map(([, name = '', text = '']) => [name, text] as const),
  );
}

describe('the answer to a challenge', () => {
  it('is Basic where nothing else is wanted', () => {
    const wanted = `Basic ${Buffer.from('Mufasa:Circle Of Life').toString('base64')}`;
    expect(authorization('Basic realm="x"', WHO, REQUEST)).toBe(wanted);
    expect(authorization('basic', WHO, REQUEST)).toBe(wanted);
  });

  it('is Digest as RFC 2069 has it, for servers without qop', () => {
    const hash = (text: string): string => createHash('md5').update(text).digest('hex');
    const secret = hash('Mufasa:IP Camera:Circle Of Life');
    expect(answer('Digest realm="IP Camera", nonce="4fe1"')).toMatchObject({
      username: 'Mufasa',
      realm: 'IP Camera',
      uri: '/dir/index.html',
      response: hash(`${secret}:4fe1:${hash('GET:/dir/index.html')}`),
    });
  });

  it.each([
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
  ])('is Digest with %s as RFC 7616 has it, also behind another challenge', (algorithm, name) => {
    const hash = (text: string): string => createHash(name).update(text).digest('hex');
    const { cnonce, nc, qop, response, opaque } = answer(
      `Basic realm="a", Digest realm="b, c", qop="auth-int, auth", nonce="7ypf", opaque="FQh", algorithm=${algorithm}`,
    );
    expect({ nc, qop, opaque }).toEqual({ nc: '00000001', qop: 'auth', opaque: 'FQh' });
    const secret = hash('Mufasa:b, c:Circle Of Life');
    expect(response).toBe(hash(`${secret}:7ypf:00000001:${cnonce}:auth:${hash('GET:/dir/index.html')}`));
  });

  it.each([
    ['Negotiate'],
    ['Digest realm="x"'],
    ['Digest realm="x", nonce="1", algorithm=SHA-512-256'],
    [''],
  ])('is none to "%s"', (challenge) => {
    expect(authorization(challenge, WHO, REQUEST)).toBeUndefined();
  });
});

describe('the address of a stream', () => {
  it.each([
    ['rtsp://h/a/b', { host: 'h', port: 554, isEncrypted: false, url: 'rtsp://h/a/b', credentials: null }],
    ['rtsps://h:8322/a?x=1', { host: 'h', port: 8322, isEncrypted: true, url: 'rtsps://h:8322/a?x=1' }],
    ['rtsp://[::1]:8554/a', { host: '::1', port: 8554, url: 'rtsp://[::1]:8554/a' }],
    ['rtsp://me:p%40ss@h/a', { url: 'rtsp://h/a', credentials: { user: 'me', password: 'p@ss' } }],
    ['rtsp://me:100%25%@h/a', { url: 'rtsp://h/a', credentials: { user: 'me', password: '100%25%' } }],
  ])('%s', (text, expected) => {
    expect(parseRtspAddress(text)).toMatchObject(expected);
  });

  it.each(['', 'http://h/a', 'rtsp://', 'rtsp://h:99999/a', 'file:///etc/passwd'])('%s is none', (text) => {
    expect(() => parseRtspAddress(text)).toThrow('is none of RTSP');
  });
});
