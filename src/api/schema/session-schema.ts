import { Type } from '@sinclair/typebox';
import type { Login, Session } from '../contract.js';
import { named, nullable, object, TEXT, word } from './schema-of.js';

export const sessionSchema = named<Session>()(
  'Session',
  object({
    role: word(['viewer', 'editor']),
    user: nullable(TEXT),
    isTokenNeeded: Type.Boolean(),
  }),
);

const SECRET = Type.String({ minLength: 1, maxLength: 1_024 });

export const loginSchema = named<Login>()(
  'Login',
  Type.Union([
    object({ token: SECRET }),
    object({ user: Type.String({ minLength: 1, maxLength: 128 }), password: SECRET }),
  ]),
);
