import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSdp } from '../../../src/media-server/rtsp/sdp.js';
import { setUpAac } from '../../../src/preview/audio/aac.js';
import { readAacConfiguration } from '../../../src/preview/audio/aac-configuration.js';
import type { AudioTrackSetup } from '../../../src/preview/audio/audio-codec.js';
import { opusDuration, setUpOpus } from '../../../src/preview/audio/opus.js';
import { fromHex } from '../samples.js';

const USUAL = 'profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1210';

function aac(parameters = USUAL, map = 'MPEG4-GENERIC/44100/2'): AudioTrackSetup | undefined {
  const sdp = ['v=0', 'm=audio 0 RTP/AVP 97', `a=rtpmap:97 ${map}`, `a=fmtp:97 ${parameters}`].join('\r\n');
  const [media] = parseSdp(sdp).medias;
  return media === undefined ? undefined : setUpAac(media);
}

/** RFC 3640 3.3.6: 13 bits of size and 3 of index for each frame. */
function payload(frames: readonly Buffer[], sizes = frames.map(({ length }) => length)): Buffer {
  const headers = Buffer.alloc(2 + 2 * sizes.length);
  headers.writeUInt16BE(16 * sizes.length, 0);
  for (const [index, size] of sizes.entries()) headers.writeUInt16BE(size << 3, 2 + 2 * index);
  return Buffer.concat([headers, ...frames]);
}

describe('AAC', () => {
  it('tells what it is', () => {
    const configuration = aac()?.configuration;
    expect(configuration).toMatchObject({
      codec: 'mp4a.40.2',
      channels: 2,
      sampleRateHz: 44_100,
      clockRateHz: 44_100,
    });
    // ES_Descriptor, DecoderConfigDescriptor and in it the configuration, SLConfigDescriptor
    expect(configuration?.box.subarray(12).toString('hex')).toBe(
      '0319000000' + '04114015000000' + '00000000' + '00000000' + '05021210' + '060102',
    );
  });

  it.each([
    ['HE-AAC whose clock is that of its core', 'config=2b920800', 'MPEG4-GENERIC/22050/2', 1_024, 44_100],
    ['HE-AAC whose clock is that of its sound', 'config=2b920800', 'MPEG4-GENERIC/44100/2', 2_048, 44_100],
    ['frames of 960 samples', 'config=1214', 'MPEG4-GENERIC/44100/2', 960, 44_100],
  ])('counts %s', (_what, config, map, frameUnits, sampleRateHz) => {
    const setup = aac(`sizelength=13;indexlength=3;indexdeltalength=3;${config}`, map);
    expect(setup?.configuration.sampleRateHz).toBe(sampleRateHz);
    expect(setup?.depacketizer.push(payload([fromHex('01')]))[0]?.durationUnits).toBe(frameUnits);
  });

  it.each([
    ['without a configuration', USUAL.replace('config=1210', '')],
    ['with one that is cut off', USUAL.replace('1210', '12')],
    ['with a rate that is not defined', USUAL.replace('1210', '1690')],
    ['without the size of sizes', USUAL.replace('sizelength=13', '')],
    ['with what is not read', `${USUAL};ctsdeltalength=4`],
  ])('is left alone %s', (_what, parameters) => {
    expect(aac(parameters)).toBeUndefined();
  });

  it('gives the frames of a packet, one after the other', () => {
    const frames = [fromHex('0102'), fromHex('03'), fromHex('040506')];
    expect(aac()?.depacketizer.push(payload(frames))).toEqual(
      frames.map((data, index) => ({ data, offsetUnits: index * 1_024, durationUnits: 1_024 })),
    );
  });

  it('puts a frame together that came in several packets', () => {
    const depacketizer = aac()?.depacketizer;
    expect(depacketizer?.push(payload([fromHex('0102')], [5]))).toEqual([]);
    expect(depacketizer?.push(payload([fromHex('0304')], [5]))).toEqual([]);
    expect(depacketizer?.push(payload([fromHex('05')], [5]))).toMatchObject([
      { data: fromHex('0102030405') },
    ]);
    depacketizer?.push(payload([fromHex('0102')], [5]));
    depacketizer?.reset();
    expect(depacketizer?.push(payload([fromHex('07')]))).toMatchObject([{ data: fromHex('07') }]);
  });

  it('gives nothing of what is longer than its packet', () => {
    expect(aac()?.depacketizer.push(payload([fromHex('0102'), fromHex('03')], [2, 9]))).toMatchObject([
      { data: fromHex('0102') },
    ]);
    expect(aac()?.depacketizer.push(fromHex('ffff0102'))).toEqual([]);
    expect(aac()?.depacketizer.push(fromHex('00'))).toEqual([]);
  });

  it('throws at nothing', () => {
    const depacketizer = aac()?.depacketizer;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const sizeBytes = depacketizer
          ?.push(Buffer.from(bytes))
          .reduce((sum, { data }) => sum + data.length, 0);
        expect(sizeBytes).toBeLessThan(70_000);
        try {
          readAacConfiguration(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Opus', () => {
  it.each([
    ['20 ms of CELT', 'fc', 960],
    ['two frames of 20 ms', 'fd', 1_920],
    ['three frames of 2.5 ms, counted', 'e303', 360],
    ['60 ms of SILK', '18', 2_880],
    ['10 ms of both', '60', 480],
    ['more than 120 ms', '1b03', 0],
    ['a count that is missing', 'ff', 0],
    ['nothing', '', 0],
  ])('knows how long a packet is: %s', (_what, packet, samples) => {
    expect(opusDuration(fromHex(packet))).toBe(samples);
  });

  it('gives a packet as it is', () => {
    const { depacketizer, configuration } = setUpOpus();
    expect(depacketizer.push(fromHex('fc01'))).toEqual([
      { data: fromHex('fc01'), offsetUnits: 0, durationUnits: 960 },
    ]);
    expect(depacketizer.push(Buffer.alloc(0))).toEqual([]);
    expect(configuration).toMatchObject({ codec: 'opus', clockRateHz: 48_000 });
  });
});
