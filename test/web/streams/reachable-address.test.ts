import { expect, it } from 'vitest';
import { ingestAddress } from '../../../web/edit/ingest-address.js';

it.each([
  ['127.0.0.1:1935', { host: '127.0.0.1', port: '1935', isLoopback: true }],
  ['[::1]:1935', { host: '[::1]', port: '1935', isLoopback: true }],
  ['192.0.2.7:1936', { host: '192.0.2.7', port: '1936', isLoopback: false }],
  ['0.0.0.0:1935', { host: 'router.example', port: '1935', isLoopback: false }],
  ['[::]:1935', { host: 'router.example', port: '1935', isLoopback: false }],
  [null, null],
])('%s', (address, expected) => {
  expect(ingestAddress(address, 'router.example')).toEqual(expected);
});
