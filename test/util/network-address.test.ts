import { describe, expect, it } from 'vitest';
import {
  connectableHost,
  formatNetworkAddress,
  isLoopback,
  parseNetworkAddress,
} from '../../src/util/network-address.js';

describe('parseNetworkAddress', () => {
  it.each([
    ['127.0.0.1:8554', { host: '127.0.0.1', port: 8554 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    [':8554', { host: '0.0.0.0', port: 8554 }],
    ['[::1]:8554', { host: '::1', port: 8554 }],
    ['[::]:65535', { host: '::', port: 65535 }],
    ['127.0.0.1', undefined],
    ['127.0.0.1:65536', undefined],
    ['::1:8554', undefined],
    ['[zz]:1', undefined],
    ['a b:1', undefined],
    ['', undefined],
  ])('%s', (text, address) => {
    expect(parseNetworkAddress(text)).toEqual(address);
    if (address !== undefined) expect(parseNetworkAddress(formatNetworkAddress(address))).toEqual(address);
  });
});

describe('connectableHost', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
    ['192.0.2.7', '192.0.2.7'],
  ])('%s is reached at %s', (host, connectable) => {
    expect(connectableHost(host)).toBe(connectable);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['127.example', false],
    ['192.0.2.1', false],
    ['::', false],
  ])('%s: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});
