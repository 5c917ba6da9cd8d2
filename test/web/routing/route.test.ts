import { describe, expect, it } from 'vitest';
import { pathOf, type Route, routeOf } from '../../../web/routing/route.js';

describe('addresses of views', () => {
  it.each<[string, Exclude<Route, { view: 'unknown' }>]>([
    ['/', { view: 'overview' }],
    ['/add', { view: 'add' }],
    ['/config', { view: 'configuration' }],
    ['/login', { view: 'login' }],
    ['/streams/gate', { view: 'stream', name: 'gate' }],
    ['/streams/gate/edit', { view: 'edit', name: 'gate' }],
    ['/streams/a%3Cb%3E%20%25', { view: 'stream', name: 'a<b> %' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
    expect(pathOf(route)).toBe(path);
  });

  it.each(['/nothing', '/streams', '/streams/', '/streams/a/b', '/streams/a/edit/b', '/config/a', '/add/'])(
    '%s leads nowhere',
    (path) => {
      expect(routeOf(path)).toEqual({ view: 'unknown' });
    },
  );

  it('survives what is no encoding', () => {
    expect(routeOf('/streams/%E0%A4%A')).toEqual({ view: 'stream', name: '%E0%A4%A' });
  });
});
