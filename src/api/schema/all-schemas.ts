import { CONFIGURATION_SCHEMAS } from './configuration-schema.js';
import { LOG_SCHEMAS } from './log-schema.js';
import { problemSchema } from './problem-schema.js';
import { ROUTER_SCHEMAS } from './router-status-schema.js';
import { loginSchema, sessionSchema } from './session-schema.js';
import { STREAM_ACTION_SCHEMAS } from './stream-schema.js';
import { STREAM_SCHEMAS } from './stream-status-schema.js';

/** All that have a name, in the order of dependence. */
export const SCHEMAS = [
  ...STREAM_SCHEMAS,
  ...ROUTER_SCHEMAS,
  ...LOG_SCHEMAS,
  ...CONFIGURATION_SCHEMAS,
  ...STREAM_ACTION_SCHEMAS,
  problemSchema,
  sessionSchema,
  loginSchema,
];
