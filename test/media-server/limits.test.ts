import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { AddressLimits } from '../../src/media-server/address-limits.js';
import { Refusals } from '../../src/media-server/refusals.js';
import { DEFAULT_LIMITS } from '../../src/state/access.js';

function noted(now: () => number = () => 0) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { refusals: new Refusals(log, now), lines };
}

/** As far as its addresses go. */
function connection(remoteAddress: string, localAddress = '192.0.2.1'): Socket {
  return Object.assign(new EventEmitter(), { remoteAddress, localAddress }) as unknown as Socket;
}

describe('refusals', () => {
  it('are all counted, and logged without a flood', () => {
    let nowMs = 0;
    const { refusals, lines } = noted(() => nowMs);
    for (let times = 0; times < 1_000; times++) refusals.note('wrong-key', { path: 'live/a' });
    refusals.note('no-right', {});
    expect(refusals.counts).toEqual({ 'wrong-key': 1_000, 'no-right': 1 });
    expect(refusals.total).toBe(1_001);
    expect(lines).toHaveLength(6);
    nowMs += 10_000;
    refusals.note('wrong-key', { path: 'live/a' });
    expect(lines.at(-1)).toMatchObject({ refused: 'wrong-key', path: 'live/a', notLogged: 995 });
  });
});

describe('the limits of an address', () => {
  it('are for its connections at once', () => {
    const { refusals } = noted();
    const limits = new AddressLimits(10);
    limits.use({ ...DEFAULT_LIMITS, connectionsPerAddress: 2 });
    const [first, second] = [connection('192.0.2.7'), connection('::ffff:192.0.2.7')];
    expect([first, second].map((one) => limits.mayConnect(one, refusals))).toEqual([true, true]);
    expect(limits.mayConnect(connection('192.0.2.7'), refusals)).toBe(false);
    expect(limits.mayConnect(connection('192.0.2.8'), refusals)).toBe(true);
    expect(refusals.counts).toEqual({ 'too-many-connections': 1 });
    first.emit('close');
    expect(limits.mayConnect(connection('192.0.2.7'), refusals)).toBe(true);
  });

  it('leave room for this machine, however many strangers come', () => {
    const { refusals } = noted();
    const limits = new AddressLimits(8);
    limits.use(DEFAULT_LIMITS);
    const strangers = Array.from({ length: 7 }, (_none, index) => connection(`192.0.2.${index + 7}`));
    expect(strangers.filter((one) => limits.mayConnect(one, refusals))).toHaveLength(6);
    const own = Array.from({ length: 3 }, () => connection('127.0.0.1'));
    expect(own.filter((one) => limits.mayConnect(one, refusals))).toHaveLength(2);
    expect(refusals.counts).toEqual({ 'too-many-connections': 2 });
    own[0]?.emit('close');
    expect(limits.mayConnect(connection('127.0.0.1'), refusals)).toBe(true);
  });

  it('let two hundred cameras and a recorder with three hundred channels in, and are not for this machine', () => {
    const { refusals } = noted();
    const limits = new AddressLimits(4_600, () => 0);
    limits.use(DEFAULT_LIMITS);
    const stranger = { remoteAddress: '192.0.2.7', localAddress: '192.0.2.1' };
    for (let times = 0; times < 500; times++)
      limits.mayConnect(connection(stranger.remoteAddress, stranger.localAddress), refusals);
    // OPTIONS, and DESCRIBE with and without credentials.
    for (let asked = 0; asked < 3 * 300; asked++) limits.requestWaitMs(stranger, refusals);
    for (const own of ['127.0.0.1', '192.0.2.1']) {
      for (let times = 0; times < 2_000; times++) {
        limits.mayConnect(connection(own, own), refusals);
        limits.requestWaitMs({ remoteAddress: own, localAddress: own }, refusals);
      }
    }
    expect(refusals.total).toBe(0);
    for (let times = 0; times < 110; times++) limits.requestWaitMs(stranger, refusals);
    expect(refusals.counts).toEqual({ 'too-fast': 10 });
  });
});
