import { type Static, Type } from '@sinclair/typebox';
import { object } from './schema-of.js';

export const NAME_PARAMS = object({ name: Type.String({ description: 'name of a stream', maxLength: 512 }) });
export type NameParams = Static<typeof NAME_PARAMS>;
