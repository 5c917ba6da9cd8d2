import { describe, expect, it } from 'vitest';
import { createRedactor, redactKeepingColumns, redactUrls } from '../../src/util/redact.js';

describe('redactUrls', () => {
  it.each([
    ['rtmp://user:pw@host/live/key', 'rtmp://***@host/live/***'],
    ['rtmp://host:1935/live/key: Connection refused', 'rtmp://host:1935/live/***: Connection refused'],
    ['Error opening input file rtmp://host/live/key.', 'Error opening input file rtmp://host/live/***.'],
    ['rtmp://host/app', 'rtmp://host/app'],
    ['rtmp://host/a/b/key?token=t&x=y', 'rtmp://host/a/***?***'],
    ['rtmp://host/app/key/', 'rtmp://host/app/***/'],
    ["Error opening 'rtmp://u:it's@host/app/k': refused", "Error opening 'rtmp://***@host/app/***': refused"],
    ['rtpm://host/app/key', 'rtpm://host/app/***'],
    ['rtsp://user:p@ss@host:554/Streaming/Channels/101', 'rtsp://***@host:554/Streaming/Channels/101'],
    ['rtsp://u:p@[2001:db8::1]:554/x', 'rtsp://***@[2001:db8::1]:554/x'],
    ['srt://host:9000?streamid=secret&passphrase=pw', 'srt://host:9000?***'],
    ['https://host/a/b.m3u8?sig=abc#frag', 'https://host/a/b.m3u8?***'],
    ['tcp://127.0.0.1:1935?tcp_nodelay=0 failed', 'tcp://127.0.0.1:1935?*** failed'],
    ['"rtmp://u:p@h/a/k" and rtmp://h2/a/k2', '"rtmp://***@h/a/***" and rtmp://h2/a/***'],
    ['no address at all: user:pw', 'no address at all: user:pw'],
  ])('%s', (text, redacted) => {
    expect(redactUrls(text)).toBe(redacted);
  });

  it('shows a stream key that is a name shown anyway', () => {
    expect(redactUrls('rtmp://host/live/gate', new Set(['gate']))).toBe('rtmp://host/live/gate');
  });
});

describe('createRedactor', () => {
  it('masks a text that is no URL, as a whole and in its long words', () => {
    const redact = createRedactor(['Authorization: Basic aHVudGVyMg==', 'S:hunter2']);
    expect(redact('ffmpeg -headers Authorization: Basic aHVudGVyMg== -i x')).toBe('ffmpeg -headers *** -i x');
    expect(redact('[error] no: aHVudGVyMg==, S:hunter2')).toBe('[error] no: ***==, ***');
  });

  const redact = createRedactor(['rtmp://user:s3cret%21@host/live/key-1234?token=tok-99'], ['gate']);

  it.each([
    ['password alone: s3cret%21', 'password alone: ***'],
    ['decoded: s3cret!', 'decoded: ***'],
    ['no stream "key-1234" here', 'no stream "***" here'],
    ['token tok-99 expired', 'token *** expired'],
    ['something else', 'something else'],
  ])('%s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});

describe('redactKeepingColumns', () => {
  it('masks without moving what comes after', () => {
    const line = '  source: rtmp://u:pw@host/live/key # why';
    const masked = redactKeepingColumns(line);
    expect(masked).toBe('  source: rtmp://****@host/live/*** # why');
    expect(masked).toHaveLength(line.length);
  });
});
