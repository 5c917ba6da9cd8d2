import { describe, expect, it } from 'vitest';
import { parsePathName } from '../../../src/media-server/rtmp/path-name.js';

describe('parsePathName', () => {
  it.each([
    ['testsource', '', 'testsource'],
    ['', 'testsource', 'testsource'],
    ['live', 'key', 'live/key'],
    ['live/key', '', 'live/key'],
    ['live/', '/key/', 'live/key'],
    ['a', 'b/c/d', 'a/b/c/d'],
    ['a/b', 'c/d', 'a/b/c/d'],
    ['a//b', 'c', 'a/b/c'],
    ['live', 'cam.1', 'live/cam.1'],
    ['live', 'cam?key=secret', 'live/cam'],
    ['live?key=secret', 'cam', 'live/cam'],
    ['live/cam?key=a/b', '', 'live/cam'],
    ['live', '?key=secret', 'live'],
    ['live', 'mp4:cam.mp4', 'live/cam.mp4'],
    ['live', 'камера', 'live/камера'],
    ['live', 'a..b', 'live/a..b'],
    ['x'.repeat(256), '', 'x'.repeat(256)],
  ])('joins %j and %j to %j', (app, name, path) => {
    expect(parsePathName(app, name)).toEqual({ ok: true, path });
  });

  it.each([
    ['', '', 'the name is empty'],
    ['/', '?key=secret', 'the name is empty'],
    ['live', 'a\nb', 'the name has control characters'],
    ['live', 'a\u0000', 'the name has control characters'],
    ['live', '\u009b', 'the name has control characters'],
    ['live', '../etc', 'the name has a . or .. part'],
    ['..', 'x', 'the name has a . or .. part'],
    ['live', './x', 'the name has a . or .. part'],
    ['x'.repeat(257), '', 'the name is too long'],
    ['я'.repeat(129), '', 'the name is too long'],
  ])('refuses %j and %j', (app, name, problem) => {
    expect(parsePathName(app, name)).toEqual({ ok: false, problem });
  });
});
