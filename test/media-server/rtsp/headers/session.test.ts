import { expect, test } from 'vitest';
import {
  formatSession,
  parseSession,
  type SessionHeader,
} from '../../../../src/media-server/rtsp/headers/session.js';

test.each<[string, SessionHeader]>([
  ['12345678', { id: '12345678' }],
  ['ab$-_.+c;timeout=60', { id: 'ab$-_.+c', timeoutSeconds: 60 }],
])('%s', (text, session) => {
  expect(parseSession(text)).toEqual(session);
  expect(formatSession(session)).toBe(text);
});

test.each<[string, SessionHeader]>([
  [' 12 ; timeout = 5 ', { id: '12', timeoutSeconds: 5 }],
  ['12;other=1;Timeout=6', { id: '12', timeoutSeconds: 6 }],
  ['12;timeout=soon', { id: '12' }],
])('reads %j', (text, session) => {
  expect(parseSession(text)).toEqual(session);
});

test.each(['', ';timeout=60', 'a b', 'a,b', 'x'.repeat(129)])('refuses %j', (text) => {
  expect(parseSession(text)).toBeUndefined();
});
