import { isAlias, isMap, isScalar } from 'yaml';
import type { Diagnostic } from '../state/diagnostic.js';
import { isPasswordHash } from '../util/password-hash.js';
import { keyText, type YamlSource } from './yaml-source.js';

/** Passwords that stand in the file as they are. To be called before references are resolved. */
export function checkUsers(source: YamlSource): Diagnostic[] {
  const users = source.document.get('users');
  if (!isMap(users)) return [];
  return users.items.flatMap(({ key, value }): Diagnostic[] => {
    const written: unknown = isMap(value) ? value.get('password', true) : undefined;
    const password = isAlias(written) ? written.resolve(source.document) : written;
    if (!isScalar(password) || typeof password.value !== 'string') return [];
    if (isPasswordHash(password.value) || /\$\{/.test(password.value)) return [];
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
