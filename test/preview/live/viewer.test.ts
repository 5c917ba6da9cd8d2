import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveMuxer } from '../../../src/preview/live/live-muxer.js';
import { Viewer } from '../../../src/preview/live/viewer.js';
import { readSamples } from '../mp4/boxes.js';
import { frameAt } from '../samples.js';

/** Takes bytes, or not; a real one that is slow is in the end-to-end test. */
class Response {
  readonly pieces: Buffer[] = [];
  writableLength = 0;
  isStuck = false;
  isDestroyed = false;

  write(piece: Buffer): void {
    this.pieces.push(piece);
    if (this.isStuck) this.writableLength += piece.length;
  }

  cork(): void {
    // nothing is sent anywhere
  }

  uncork(): void {
    // as above
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  get texts(): string[] {
    return readSamples(Buffer.concat(this.pieces)).map(({ text }) => text);
  }
}

let response: Response;
let viewer: Viewer;

beforeEach(() => {
  response = new Response();
  viewer = new Viewer(response as unknown as ServerResponse, new LiveMuxer(null));
  viewer.begin([frameAt(0, true)], [], 0);
});

/** A frame each 100 ms, a key frame each second. */
function show(fromS: number, toS: number): void {
  for (let tick = Math.round(fromS * 10); tick < Math.round(toS * 10); tick += 1) {
    viewer.frame(frameAt(tick / 10, tick % 10 === 0), tick * 100);
  }
}

describe('a viewer', () => {
  it('gets all that it takes', () => {
    show(0.1, 3);
    expect(response.texts).toHaveLength(29);
  });

  it('that is slow gets nothing more after a second, until all is through and a key frame comes', () => {
    response.isStuck = true;
    show(0.1, 3.5);
    const sent = response.texts;
    expect(sent.at(-1)).toBe('frame 1.1');
    response.isStuck = false;
    response.writableLength = 0;
    show(3.5, 4.2);
    expect(response.texts.slice(sent.length)).toEqual(['frame 1.2', 'frame 4']);
    expect(response.isDestroyed).toBe(false);
  });

  it('that takes nothing is ended', () => {
    response.isStuck = true;
    show(0.1, 15);
    expect(response.isDestroyed).toBe(false);
    show(15, 16);
    expect(response.isDestroyed).toBe(true);
  });

  it('that was slow goes on with the last key frame of what comes at once', () => {
    response.isStuck = true;
    show(0.1, 3);
    const before = response.texts.length;
    response.isStuck = false;
    response.writableLength = 0;
    viewer.begin(
      [frameAt(60, true), frameAt(60.5), frameAt(61, true), frameAt(61.5), frameAt(62)],
      [],
      60_000,
    );
    expect(response.texts.slice(before)).toEqual(['frame 1.2', 'frame 61', 'frame 61.5']);
  });
});
