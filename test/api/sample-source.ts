import type { AccessSource } from '../../src/api/access/access-control.js';
import { Sessions } from '../../src/api/access/sessions.js';
import type { ApiSource } from '../../src/api/create-api.js';
import { ConfigurationDesk } from '../../src/config/masked/configuration-desk.js';
import { DEFAULT_ACCESS } from '../../src/state/access.js';
import type { StreamRun } from '../../src/state/stream-run.js';
import { listenerStatuses, type RouterStatus, streamStatuses } from '../../src/status/router-status.js';
import { desired, observed, observedStream, pushed, STATES, spec } from '../state-samples.js';

const seen = observed([
  observedStream(spec('runs'), STATES.running),
  observedStream(spec('fails'), STATES.backoff),
]);

export const STATUS: RouterStatus = {
  router: { version: '0', pid: 1, startedAt: '' },
  configuration: {
    file: 'streams.yaml',
    files: ['streams.yaml'],
    liveHash: 'x',
    generation: 1,
    revision: null,
    alsoHashes: [],
    liveSource: 'file',
    warning: null,
    patterns: [],
    maxStopShare: null,
    held: null,
    problem: null,
  },
  listeners: listenerStatuses(null, seen),
  streams: streamStatuses(desired(pushed('a.b'), spec('runs'), spec('fails')), seen, 1),
};

export const RUN: StreamRun = {
  id: '1-1000-42',
  startedAt: '',
  pid: 42,
  command: 'ffmpeg',
  cause: 'it is wanted',
  source: 'push:live/a.b',
  lines: [{ seq: 1, at: '', from: 'ffmpeg', text: 'hello' }],
  end: null,
};

const NO_FILE = new ConfigurationDesk('/nowhere/streams.yaml', 'streams.yaml');

/** Listens on loopback and wants no token. */
export function sampleAccess(changes: Partial<AccessSource> = {}): AccessSource {
  return {
    httpHost: () => '127.0.0.1',
    rules: () => DEFAULT_ACCESS,
    token: () => null,
    sessions: new Sessions({ load: () => [], save: () => undefined }),
    cookieName: 'session',
    ...changes,
  };
}

/** `gone` was removed from the file; nothing was ever started for `a.b`. */
export function sampleSource(changes: Partial<ApiSource> = {}): ApiSource {
  return {
    status: () => STATUS,
    logs: (name, after) => (name === 'gone' && after === null ? [RUN] : []),
    restart: () => true,
    history: () => [],
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    configuration: NO_FILE,
    look: () => undefined,
    approve: () => false,
    preferredSource: () => null,
    sourceMeant: (text) => text,
    probe: async () => 'busy',
    access: sampleAccess(),
    isAlive: () => true,
    isReady: () => true,
    pictures: { picture: () => Promise.resolve({ kind: 'not running' }) },
    events: { snapshot: () => STATUS, latest: () => STATUS, subscribe: () => () => undefined },
    ...changes,
  };
}
