import { describe, expect, it } from 'vitest';
import { ReceptionReports } from '../../../../src/media-server/rtsp/reception-reports.js';
import { ReportedLoss } from '../../../../src/media-server/rtsp/reported-loss.js';
import {
  formatReceiverReport,
  parseReportBlocks,
} from '../../../../src/media-server/rtsp/rtp/receiver-report.js';
import { Reception } from '../../../../src/media-server/rtsp/rtp/reception.js';
import { parseSdp } from '../../../../src/media-server/rtsp/sdp.js';
import { Source, TCP } from '../media-source.js';
import { sdpOfTwo } from '../rtp-samples.js';

/** Packets of 10 ms at 8 kHz, each at its time. */
function receive(reception: Reception, sequences: readonly number[], fromMs = 0): void {
  for (const [index, sequence] of sequences.entries()) {
    reception.packet(7, sequence & 0xffff, 80 * (sequence & 0xffff), fromMs + 10 * index);
  }
}

// RFC 3550 A.3
describe('what is reported of a source', () => {
  it.each([
    ['nothing lost', [10, 11, 12, 13], { fractionLost: 0, lostPackets: 0, highestSequence: 13 }],
    ['one of four lost', [10, 11, 13], { fractionLost: 64, lostPackets: 1, highestSequence: 13 }],
    ['one late', [10, 12, 11, 13], { fractionLost: 0, lostPackets: 0, highestSequence: 13 }],
    ['one twice', [10, 11, 11, 12], { fractionLost: 0, lostPackets: -1, highestSequence: 12 }],
    ['a new round', [65_534, 65_535, 65_536, 65_537], { lostPackets: 0, highestSequence: 0x1_0001 }],
    ['late over the edge', [65_535, 65_537, 65_536], { lostPackets: 0, highestSequence: 0x1_0001 }],
  ])('%s', (_, sequences, expected) => {
    const reception = new Reception(8_000);
    receive(reception, sequences);
    expect(reception.block(1_000)).toMatchObject({ ssrc: 7, ...expected });
  });

  it('is the loss since the report before, and all there was', () => {
    const reception = new Reception(8_000);
    receive(reception, [0, 1, 3]);
    expect(reception.block(30)).toMatchObject({ fractionLost: 64, lostPackets: 1 });
    receive(reception, [4, 5, 6, 7], 40);
    expect(reception.block(80)).toMatchObject({ fractionLost: 0, lostPackets: 1 });
    expect(reception.block(90)).toMatchObject({ fractionLost: 0, lostPackets: 1 });
  });

  it('begins anew with another source', () => {
    const reception = new Reception(8_000);
    receive(reception, [0, 9]);
    reception.packet(8, 500, 0, 20);
    expect(reception.block(30)).toMatchObject({ ssrc: 8, lostPackets: 0, highestSequence: 500 });
  });

  // RFC 3550 6.4.1, A.8
  it('has the jitter in units of the clock, and when the last sender report came', () => {
    const steady = new Reception(8_000);
    receive(steady, [0, 1, 2, 3]);
    steady.report(0x1122_3344_5566_7788n, 500);
    expect(steady.block(1_500)).toMatchObject({
      ...{ jitterUnits: 0, lastSenderReport: 0x3344_5566, delay: 0x1_0000 },
    });
    const shaky = new Reception(8_000);
    for (let index = 0; index < 200; index++)
      shaky.packet(7, index, 80 * index, 10 * index + 4 * (index % 2));
    // Every transit time differs from the one before by 4 ms, which are 32 units.
    expect(shaky.block(2_000)?.jitterUnits).toBeGreaterThan(29);
    expect(shaky.block(2_000)?.jitterUnits).toBeLessThanOrEqual(32);
  });
});

const block = {
  ...{ ssrc: 1, fractionLost: 12, lostPackets: -2, highestSequence: 0xffff_fff0 },
  ...{ jitterUnits: 5, lastSenderReport: 6, delay: 7 },
};

// RFC 3550 6.1: it begins with a report, and has a CNAME
it('a report is read as it was written, and cut anywhere it is none or as far as it goes', () => {
  const packet = formatReceiverReport({ ssrc: 9, cname: 'somebody' }, block);
  expect(packet.length % 4).toBe(0);
  expect(packet.subarray(32, 36).toString('hex')).toBe('81ca0004');
  expect(packet.toString('latin1')).toContain('\x01\x08somebody\0');
  expect(parseReportBlocks(packet)).toEqual([block]);
  for (let size = 0; size < packet.length; size++) {
    expect(parseReportBlocks(packet.subarray(0, size)).length).toBeLessThanOrEqual(size < 32 ? 0 : 1);
  }
});

it('a publisher is told of each track on its own channel, soon and then every five seconds', () => {
  const sent: [track: number, ssrc: number | undefined][] = [];
  const reports = new ReceptionReports(parseSdp(sdpOfTwo), TCP, (track, report) =>
    sent.push([track, parseReportBlocks(report)[0]?.ssrc]),
  );
  const source = new Source({ seq: 1, ts: 1, ssrc: 100 });
  for (let ms = 0; ms < 8_000; ms += 100) {
    reports.receive(Buffer.concat([source.video(ms / 1000), source.audio(ms / 1000), source.reports()]), ms);
  }
  const both = [
    [0, 100],
    [1, 101],
  ];
  expect(sent).toEqual([...both, ...both]);
});

it('a reader that loses packets is told of once a minute, and one that loses hardly any never', () => {
  const told: number[] = [];
  const loss = new ReportedLoss((percent) => told.push(percent));
  const say = (fractionLost: number, ms: number): void =>
    loss.read(formatReceiverReport({ ssrc: 1, cname: 'x' }, { ...block, fractionLost }), ms);
  say(5, 0);
  say(64, 1_000);
  say(255, 2_000);
  say(128, 62_000);
  loss.read(Buffer.from('nonsense'), 200_000);
  expect(told).toEqual([25, 50]);
});
