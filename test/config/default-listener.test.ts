import { describe, expect, it } from 'vitest';
import { defaultListener } from '../../src/config/default-listener.js';

describe('a listener that the file does not name', () => {
  it.each([
    [undefined, '127.0.0.1'],
    ['', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['localhost', 'localhost'],
  ])('is on loopback, or where the environment says: %s', (variable, host) => {
    const environment = { KAZSTREAMLINK_LISTEN_HOST: variable };
    expect(defaultListener('rtsp', environment)).toEqual({ host, port: 8554 });
    expect(defaultListener('rtmp', environment)).toEqual({ host, port: 1935 });
    expect(defaultListener('http', environment)).toEqual({ host, port: 8501 });
  });

  it.each(['a b', '0.0.0.0:8554', ':::nothing', 'user@host'])('is nowhere for %s', (variable) => {
    expect(() => defaultListener('rtsp', { KAZSTREAMLINK_LISTEN_HOST: variable })).toThrow(
      /KAZSTREAMLINK_LISTEN_HOST holds no host/,
    );
  });
});
