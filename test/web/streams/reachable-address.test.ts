import { expect, it } from 'vitest';
import { reachableAddress, reachableUrl } from '../../../web/streams/reachable-address.js';

it.each([
  ['127.0.0.1:1935', { host: '127.0.0.1', port: '1935', isLoopback: true }],
  ['[::1]:1935', { host: '[::1]', port: '1935', isLoopback: true }],
  ['0.0.0.0:1935', { host: 'router.example', port: '1935', isLoopback: false }],
  ['[::]:1935', { host: 'router.example', port: '1935', isLoopback: false }],
  ['192.0.2.7:1936', { host: '192.0.2.7', port: '1936', isLoopback: false }],
  [null, null],
])('a listener at %s is reached at %j', (address, reached) => {
  expect(reachableAddress(address, 'router.example')).toEqual(reached);
});

it.each([
  [
    'rtsp://127.0.0.1:8554/site/gate',
    '0.0.0.0:8554',
    'router.example',
    'rtsp://router.example:8554/site/gate',
  ],
  ['rtsp://[::1]:8554/gate', '[::]:8554', '[2001:db8::7]', 'rtsp://[2001:db8::7]:8554/gate'],
  ['rtsp://127.0.0.1:8554/gate', '0.0.0.0:8554', 'localhost', 'rtsp://127.0.0.1:8554/gate'],
  ['rtsp://127.0.0.1:8554/gate', '127.0.0.1:8554', 'router.example', 'rtsp://127.0.0.1:8554/gate'],
  ['rtsp://192.0.2.7:8554/gate', '192.0.2.7:8554', 'router.example', 'rtsp://192.0.2.7:8554/gate'],
])('%s of a listener at %s is, seen from %s, %s', (url, listener, pageHost, reached) => {
  expect(reachableUrl(url, listener, pageHost)).toBe(reached);
});
