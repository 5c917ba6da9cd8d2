import { Type } from '@sinclair/typebox';
import type { Session } from '../contract.js';
import { named, nullable, object, TEXT, word } from './schema-of.js';

export const sessionSchema = named<Session>()(
  'Session',
  object({
    role: word(['viewer', 'editor']),
    user: nullable(TEXT),
    isTokenNeeded: Type.Boolean(),
  }),
);
