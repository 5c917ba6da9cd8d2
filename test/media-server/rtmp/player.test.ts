import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/media-server/rtmp/limits.js';
import { Player } from '../../../src/media-server/rtmp/player.js';
import { aacFrame, avcHeader, avcInter, avcKey, media, setDataFrame } from './media-fixtures.js';

function playerOf() {
  const output = { queued: 0, sent: [] as Buffer[] };
  const player = new Player({
    queuedBytes: () => output.queued,
    send: (wire) => output.sent.push(wire),
    unpublished: () => undefined,
  });
  const gets = (message: Parameters<typeof media>[0], keyFramesCome = true): boolean => {
    const before = output.sent.length;
    player.media(media(message), keyFramesCome);
    return output.sent.length > before;
  };
  return { output, player, gets };
}

describe('Player', () => {
  it('loses media but no header while too much is queued, and goes on at a key frame', () => {
    const { output, gets } = playerOf();
    expect(gets(avcInter())).toBe(true);
    output.queued = limits.playerQueueBytes + 1;
    expect([gets(avcInter()), gets(avcKey()), gets(aacFrame())]).toEqual([false, false, false]);
    expect([gets(avcHeader()), gets(setDataFrame({ videocodecid: 7 }))]).toEqual([true, true]);
    output.queued = limits.playerQueueBytes / 2 + 1;
    expect(gets(avcKey())).toBe(false);
    output.queued = limits.playerQueueBytes / 2;
    expect([gets(avcInter()), gets(aacFrame()), gets(avcKey())]).toEqual([false, false, true]);
    expect([gets(avcInter()), gets(aacFrame())]).toEqual([true, true]);
  });

  it('goes on anywhere when no key frame is to be expected', () => {
    const { output, gets } = playerOf();
    output.queued = limits.playerQueueBytes + 1;
    expect(gets(aacFrame(), false)).toBe(false);
    output.queued = 0;
    expect(gets(aacFrame(), false)).toBe(true);
  });

  it('gets nothing while it pauses, and goes on at a key frame', () => {
    const { player, gets } = playerOf();
    player.paused = true;
    expect([gets(avcInter()), gets(avcKey())]).toEqual([false, false]);
    player.paused = false;
    expect([gets(avcInter()), gets(avcKey()), gets(avcInter())]).toEqual([false, true, true]);
  });
});
