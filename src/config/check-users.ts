import { isAlias, isMap, isScalar } from 'yaml';
import type { DesiredState } from '../state/desired-state.js';
import type { Diagnostic } from '../state/diagnostic.js';
import { parseDigestHash } from '../util/digest-hash.js';
import { isPasswordHash } from '../util/password-hash.js';
import type { Places } from './places.js';
import { keyText, type YamlSource } from './yaml-source.js';

/** Passwords that stand in the file as they are. To be called before references are resolved. */
export function checkUsers(source: YamlSource): Diagnostic[] {
  const users = source.document.get('users');
  if (!isMap(users)) return [];
  return users.items.flatMap(({ key, value }): Diagnostic[] => {
    const written: unknown = isMap(value) ? value.get('password', true) : undefined;
    const password = isAlias(written) ? written.resolve(source.document) : written;
    if (!isScalar(password) || typeof password.value !== 'string') return [];
    if (isHash(password.value) || /\$\{/.test(password.value)) return [];
    return [
      {
        code: 'plain-password',
        severity: 'error',
        message: 'the password stands here for everybody to read',
        remedy:
          'Write what "kazstreamlink hash-password" prints, or a reference such as "${file:/run/secrets/NAME}".',
        place: source.placeOfPath(['users', keyText(key), 'password'], 'value'),
        related: null,
      },
    ];
  });
}

/** What a user lacks to do what the file gives the right to. To be called with references resolved. */
export function checkRights(places: Places, { access }: DesiredState): Diagnostic[] {
  return [...access.users].flatMap(([name, { role, password, read, publish }]): Diagnostic[] => {
    const comesToServers = read.length > 0 || publish.length > 0;
    if (role === null && !comesToServers) {
      return [
        {
          code: 'missing-key',
          severity: 'error',
          message: `the user "${name}" has no right`,
          remedy: 'Write "role: viewer" for the page, or "read: [PATH]" or "publish: [PATH]" for RTSP.',
          place: places.placeOfPath(['users', name], 'key'),
          related: null,
        },
      ];
    }
    if (!comesToServers || !isPasswordHash(password)) return [];
    return [
      {
        code: 'unusable-hash',
        severity: 'error',
        message: 'with this kind of hash nobody can be known over RTSP',
        remedy: `Write what "kazstreamlink hash-password --digest ${name}" prints, or a reference to the password.`,
        place: places.placeOfPath(['users', name, 'password'], 'value'),
        related: null,
      },
    ];
  });
}

function isHash(text: string): boolean {
  return isPasswordHash(text) || parseDigestHash(text) !== null;
}
