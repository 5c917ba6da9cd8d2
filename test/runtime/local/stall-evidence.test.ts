import { describe, expect, it } from 'vitest';
import { connectionsOf, type ProcReader } from '../../../src/runtime/local/process-sockets.js';
import { findStall } from '../../../src/runtime/local/stall-evidence.js';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const RELAY = { input: 'rtmp://127.0.0.1:1935/live/a', output: 'rtsp://127.0.0.1:8554/a' };

/** Rows as a kernel 6.1 wrote them. Ports: 078F is 1935, 216A is 8554. */
const rows = {
  source: row('0100007F:078F', '01', '00000000:00000000', '02:00000D5E', 501),
  sourceUnread: row('0100007F:078F', '01', '00000000:0026C5F1', '02:00000D5E', 501),
  sourceConnecting: row('0100007F:078F', '02', '00000001:00000000', '01:0000005B 00000002', 501),
  server: row('0100007F:216A', '01', '00000000:00000000', '00:00000000', 502),
  serverOnePacket: row('0100007F:216A', '01', '00000420:00000000', '01:00000004', 502),
  serverZeroWindow: row('0100007F:216A', '01', '0027B5F1:00000000', '04:00000A21', 502),
  serverUnconfirmed: row('0100007F:216A', '01', '00000089:00000000', '01:00000A21 00000003', 502),
  serverConnecting: row('0100007F:216A', '02', '00000001:00000000', '01:0000005B 00000002', 502),
  stranger: row('0100007F:216A', '01', '0027B5F1:00000000', '04:00000A21', 999),
};

function row(remote: string, state: string, queues: string, timer: string, inode: number): string {
  const [clock, retransmits = '00000000'] = timer.split(' ');
  return `   4: 0100007F:8E2C ${remote} ${state} ${queues} ${clock} ${retransmits}  1000        0 ${inode} 2 00000000fcd7a4d0 20 4 30 10 -1\n`;
}

function proc(tcp: readonly string[], { state = 'S', tcp6 = [] as readonly string[] } = {}): ProcReader {
  const texts: Readonly<Record<string, string>> = {
    '/proc/7/stat': `7 (ffmpeg) (x)) ${state} 1 7 7 0 -1 4194304 1 0 0`,
    '/proc/7/net/tcp': HEAD + tcp.join(''),
    '/proc/7/net/tcp6': HEAD + tcp6.join(''),
  };
  return {
    text: (path) => texts[path] ?? null,
    links: () => [
      { name: '10', target: 'socket:[503]' },
      { name: '0', target: '/dev/null' },
      { name: '4', target: 'socket:[502]' },
      { name: '3', target: 'socket:[501]' },
    ],
  };
}

describe('findStall', () => {
  it.each([
    ['ServerStalled', true, [rows.source, rows.serverZeroWindow]],
    ['ServerStalled', true, [rows.source, rows.serverUnconfirmed]],
    ['ServerStalled', false, [rows.source, rows.serverZeroWindow]],
    ['ServerSilent', false, [rows.source, rows.serverUnconfirmed]],
    ['ServerSilent', false, [rows.source, rows.server]],
    ['ServerDown', false, [rows.source, rows.serverConnecting]],
    ['SourceStalled', true, [rows.source, rows.server]],
    // A slow source has a packet on its way now and then; the server is not at fault.
    ['SourceStalled', true, [rows.source, rows.serverOnePacket]],
    ['FfmpegTooSlow', true, [rows.sourceUnread, rows.server]],
    ['SourceSilent', false, [rows.source]],
    ['SourceUnreachable', false, [rows.sourceConnecting]],
    ['FirstFrameTimeout', false, []],
    ['SourceStalled', true, [rows.source, rows.server, rows.stranger]],
  ] as const)('is %s (media before: %s)', (reason, hadMedia, tcp) => {
    expect(findStall(7, RELAY, hadMedia, proc(tcp))).toBe(reason);
  });

  it.each(['T', 't'])('is ProcessStopped in the state %s, whatever else there is', (state) => {
    const reader = proc([rows.source, rows.serverZeroWindow], { state });
    expect(findStall(7, RELAY, true, reader)).toBe('ProcessStopped');
  });

  it('says the likeliest where nothing can be read', () => {
    const nothing: ProcReader = { text: () => null, links: () => null };
    expect(findStall(7, RELAY, true, nothing)).toBe('SourceStalled');
    expect(findStall(7, RELAY, false, nothing)).toBe('FirstFrameTimeout');
  });

  it('knows server and source apart at one port: by the address, else by the order', () => {
    const source = row('0A00000A:022A', '01', '00000000:00000000', '00:00000000', 501);
    const server = row('0B00000A:022A', '01', '0027B5F1:00000000', '04:00000A21', 502);
    const relay = (input: string, output: string) => ({
      input: `rtsp://${input}/a`,
      output: `rtsp://${output}/a`,
    });
    for (const [input, output] of [
      ['10.0.0.10', '10.0.0.11'],
      ['cam', 'nvr:554'],
      ['u:p@cam', 'u:p@10.0.0.11'],
    ] as const) {
      expect(findStall(7, relay(input, output), true, proc([source, server]))).toBe('ServerStalled');
      expect(findStall(7, relay(input, output), false, proc([source]))).toBe('SourceSilent');
    }
    const sameHost = relay('10.0.0.10', '10.0.0.10');
    expect(findStall(7, sameHost, false, proc([source]))).toBe('SourceSilent');
  });

  it('finds a server over IPv6, and IPv4 in IPv6', () => {
    const local = row('00000000000000000000000001000000:216A', '01', '0027B5F1:00000000', '04:1', 502);
    const mapped = row('0000000000000000FFFF00000100007F:216A', '01', '0027B5F1:00000000', '04:1', 502);
    const find = (host: string, tcp6: string) =>
      findStall(
        7,
        { ...RELAY, output: `rtsp://${host}:8554/a` },
        true,
        proc([rows.source], { tcp6: [tcp6] }),
      );
    expect(find('[::1]', local)).toBe('ServerStalled');
    expect(find('[0:0::1]', local)).toBe('ServerStalled');
    expect(find('127.0.0.1', mapped)).toBe('ServerStalled');
    expect(find('127.0.0.1', local)).toBe('SourceStalled');
  });
});

describe('connectionsOf', () => {
  it('gives those of the process in the order of their descriptors', () => {
    const found = connectionsOf(7, proc([rows.stranger, rows.serverZeroWindow, rows.source]));
    expect(found).toMatchObject([
      { remoteHost: '127.0.0.1', remotePort: 1935, unsentBytes: 0, isStuck: false },
      { remoteHost: '127.0.0.1', remotePort: 8554, unsentBytes: 0x27b5f1, isStuck: true },
    ]);
  });
});
