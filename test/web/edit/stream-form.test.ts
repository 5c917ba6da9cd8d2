import { describe, expect, it } from 'vitest';
import { sourceFormOf } from '../../../web/edit/source-form.js';
import {
  changedKeys,
  otherKeys,
  renamed,
  type StreamForm,
  streamFormOf,
} from '../../../web/edit/stream-form.js';

const EVERYTHING = {
  source: ['rtmp://__secret_1__@cam.example/live/gate', 'push:live/backup'],
  path: 'site/gate',
  server: 'rtsps://__secret_2__@nvr.example:8322',
  enabled: false,
  video: { codec: 'h265', bitrate: '2M', size: '1280x720', fps: 25, preset: 'veryfast' },
  audio: 'none',
  labels: { site: 'north', owner: 'anna' },
  profile: ['camera', 'north'],
  stallTimeout: '20s',
};

/** What a form changes that was made from `before` and then filled in otherwise. */
const changes = (before: Record<string, unknown>, fill: (form: StreamForm) => Partial<StreamForm>) => {
  const form = streamFormOf(before);
  return changedKeys({ ...form, ...fill(form) }, before);
};

describe('a form that was not touched', () => {
  it.each([
    ['everything', EVERYTHING],
    ['a source', { source: 'push:live/a' }],
    ['a list of one source', { source: ['push:live/a'] }],
    ['labels with commas', { source: 'push:live/a', labels: { note: 'a, b=c', floor: 3 } }],
    ['a list of one profile', { source: 'push:live/a', profile: ['camera'] }],
    ['references', { source: 'rtmp://${USER}@h/a/b', server: 'rtsp://${HOST}:8554' }],
    ['an encoding', { source: 'push:live/a', audio: { codec: 'opus', sampleRate: 48000, channels: 2 } }],
    ['what is the default', { source: 'push:live/a', enabled: true, server: 'embedded', video: 'copy' }],
  ])('changes nothing of %s', (_what, keys) => {
    expect(changes(keys, () => ({}))).toEqual({});
  });
});

describe('changedKeys', () => {
  it('has for a new stream what was filled in, and nothing else', () => {
    const sources = [{ ...sourceFormOf('push:/live/a '), path: ' /live/a' }] as const;
    expect(changes({}, () => ({ sources }))).toEqual({ source: 'push:live/a' });
    expect(changes({}, () => ({ sources, enabled: false }))).toEqual({
      source: 'push:live/a',
      enabled: false,
    });
  });

  it('takes out what was emptied', () => {
    const { server, video } = streamFormOf({});
    expect(changes(EVERYTHING, () => ({ path: '', labels: '', server, video }))).toEqual({
      path: null,
      labels: null,
      server: null,
      video: null,
    });
  });

  it('keeps what has no field in an encoding', () => {
    const change = changes(EVERYTHING, ({ video }) => ({
      video: { ...video, values: { ...video.values, bitrate: '800k', fps: '' } },
    }));
    expect(change).toEqual({
      video: { codec: 'h265', bitrate: '800k', size: '1280x720', preset: 'veryfast' },
    });
  });

  it('leaves what is no number to the router, which says what is wrong', () => {
    const change = changes({ source: 'push:a' }, ({ video }) => ({
      video: { ...video, kind: 'encode', values: { fps: 'many', bitrate: '2M' } },
    }));
    expect(change).toEqual({ video: { codec: 'h264', fps: 'many', bitrate: '2M' } });
  });

  it('takes a server together from its parts', () => {
    const change = changes({ source: 'push:a' }, ({ server }) => ({
      server: { ...server, kind: 'remote', host: 'nvr', port: '8554', login: 'u:p' },
    }));
    expect(change).toEqual({ server: 'rtsp://u:p@nvr:8554' });
  });

  it('writes several sources as a list, and one alone as itself', () => {
    const [first] = streamFormOf(EVERYTHING).sources;
    expect(changes(EVERYTHING, () => ({ sources: [first] }))).toEqual({ source: EVERYTHING.source[0] });
    const sources = [first, sourceFormOf('push:x'), sourceFormOf('push:y')] as const;
    expect(changes(EVERYTHING, () => ({ sources }))).toEqual({
      source: [EVERYTHING.source[0], 'push:x', 'push:y'],
    });
  });

  it('writes several profiles as a list, one alone as itself, and none not at all', () => {
    expect(changes(EVERYTHING, () => ({ profiles: ['north', 'camera'] }))).toEqual({
      profile: ['north', 'camera'],
    });
    expect(changes(EVERYTHING, () => ({ profiles: ['north'] }))).toEqual({ profile: 'north' });
    expect(changes(EVERYTHING, () => ({ profiles: [] }))).toEqual({ profile: null });
  });

  it('reads labels as they are typed', () => {
    expect(changes({ source: 'push:a' }, () => ({ labels: ' site = north,, b=1=2 ,c' }))).toEqual({
      labels: { site: 'north', b: '1=2', c: '' },
    });
  });
});

it('names the keys that have no field', () => {
  expect(otherKeys(EVERYTHING)).toEqual(['stallTimeout']);
});

it('lets the path to push to follow the name until somebody gives another one', () => {
  const form = streamFormOf({ source: ['push:live/', 'push:live/mine'] });
  const named = renamed(renamed(form, '', 'd'), 'd', 'drone');
  expect(changedKeys(named, {})).toEqual({ source: ['push:live/drone', 'push:live/mine'] });
});
