import { describe, expect, it } from 'vitest';
import { probeTarget } from '../../src/probe/probe-target.js';

describe('probeTarget', () => {
  // What FFmpeg 5.1 sends for the same addresses; see also test/e2e/source-watch.test.ts.
  it.each([
    ['rtmp://host/live/key', 'live', 'key', 'rtmp://host:1935/live'],
    ['rtmp://host/app/inst/key', 'app/inst', 'key', 'rtmp://host:1935/app/inst'],
    ['rtmp://host/a/b/c/d.1', 'a/b', 'c/d.1', 'rtmp://host:1935/a/b'],
    ['rtmp://host/testsource', 'testsource', '', 'rtmp://host:1935/testsource'],
    ['rtmp://host', '', '', 'rtmp://host:1935/'],
    ['rtmp://host/live/', 'live', '', 'rtmp://host:1935/live'],
    ['rtmp://host//key', '', 'key', 'rtmp://host:1935/'],
    ['rtmp://host:2935/live/key?key=a&b=%20', 'live', 'key?key=a&b=%20', 'rtmp://host:2935/live'],
    ['rtmp://host/live/key?sign=a/b', 'live/key?sign=a', 'b', 'rtmp://host:1935/live/key?sign=a'],
    ['rtmp://host/live?x=1/key', 'live?x=1', 'key', 'rtmp://host:1935/live?x=1'],
    ['rtmp://host/live/mp4:a/b', 'live', 'mp4:a/b', 'rtmp://host:1935/live'],
    ['rtmp://host/vod/film.mp4', 'vod', 'mp4:film.mp4', 'rtmp://host:1935/vod'],
    ['rtmp://host/vod/film.flv', 'vod', 'film', 'rtmp://host:1935/vod'],
    ['rtmp://host/ondemand/a/b/c', 'ondemand', 'a/b/c', 'rtmp://host:1935/ondemand'],
    ['rtmp://host/app?slist=a/b&c=d', 'app?slist=a/b&c=d', 'a/b', 'rtmp://host:1935/app?slist=a/b&c=d'],
    ['rtmp://user@host/live/key', 'live', 'key', 'rtmp://host:1935/live'],
    ['rtmp://[::1]:2935/live/key', 'live', 'key', 'rtmp://[::1]:2935/live'],
    ['rtmps://host/live/key', 'live', 'key', 'rtmps://host:443/live'],
  ])('plays %s as FFmpeg does', (url, app, playPath, tcUrl) => {
    expect(probeTarget(url)).toMatchObject({
      kind: 'play',
      app,
      playPath,
      tcUrl,
      tls: url.startsWith('rtmps'),
    });
  });

  it.each([
    ['rtmp://user:pa@ss@host/live/key', 'host', 1935],
    ['rtsp://user:pass@host/path', 'host', 554],
    ['rtsps://host', 'host', 322],
    ['http://host:8080/x', 'host', 8080],
    ['https://[2001:db8::1]/x', '2001:db8::1', 443],
  ])('only connects for %s', (url, host, port) => {
    expect(probeTarget(url)).toEqual({ kind: 'connect', address: { host, port } });
  });

  it.each([
    'srt://host:9000',
    'push:live/a',
    'rtmp://',
    'rtmp://host:0/a',
    'rtmp://host:99999/a',
    'rtmp://a b/c',
    'nothing',
    '',
  ])('asks nothing for "%s"', (url) => {
    expect(probeTarget(url)).toEqual({ kind: 'none' });
  });
});
