/** The views of the page, and where they are. */
export type Route =
  | { readonly view: 'overview' }
  | { readonly view: 'stream'; readonly name: string }
  | { readonly view: 'edit'; readonly name: string }
  | { readonly view: 'add' }
  | { readonly view: 'configuration' }
  | { readonly view: 'login' }
  | { readonly view: 'unknown' };

export function routeOf(path: string): Route {
  const [, first = '', second, third, ...rest] = path.split('/').map(decoded);
  if (rest.length > 0) return UNKNOWN;
  if (first === 'streams' && second !== undefined && second !== '') {
    if (third === undefined) return { view: 'stream', name: second };
    return third === 'edit' ? { view: 'edit', name: second } : UNKNOWN;
  }
  return second === undefined ? (PLAIN[first] ?? UNKNOWN) : UNKNOWN;
}

export function pathOf(route: Exclude<Route, { readonly view: 'unknown' }>): string {
  switch (route.view) {
    case 'overview':
      return '/';
    case 'stream':
      return `/streams/${encodeURIComponent(route.name)}`;
    case 'edit':
      return `/streams/${encodeURIComponent(route.name)}/edit`;
    case 'add':
      return '/add';
    case 'configuration':
      return '/config';
    case 'login':
      return '/login';
  }
}

const UNKNOWN: Route = { view: 'unknown' };

const PLAIN: Readonly<Record<string, Route>> = {
  '': { view: 'overview' },
  add: { view: 'add' },
  config: { view: 'configuration' },
  login: { view: 'login' },
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // no valid encoding: it names nothing
  }
}
