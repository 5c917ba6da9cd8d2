import type { ForeignEntry } from './foreign-yaml.js';
import type { ImportNote } from './imported.js';
import { isUnset } from './plain-values.js';

/** What of the settings of a path has nothing here that it could become; nothing for those at their default. */
export function mediamtxPathNote(path: string, { key, line, value }: ForeignEntry): ImportNote[] {
  const isDefault = isUnset(value) || DEFAULTS[key] === String(value);
  // Settings of features, which do nothing without the feature.
  if (
    isDefault ||
    key === 'source' ||
    /^(?:record.+|rpiCamera.*|rtspUDP.*|rtspRange.*|whep.*|alwaysAvailable.+)$/.test(key)
  )
    return [];
  if (/(?:Restart|StartTimeout|CloseAfter)$/.test(key)) return [];
  return [
    {
      line,
      message: `"${key}" of ${path} is not carried over`,
      remedy: REMEDIES[key] ?? 'There is nothing like it here.',
    },
  ];
}

const DEFAULTS: Readonly<Record<string, string>> = {
  overridePublisher: 'true',
  rtspTransport: 'automatic',
};

const HOOK = 'No commands are run here; the API tells of changes by /api/v1/events.';

const REMEDIES: Readonly<Record<string, string>> = {
  sourceOnDemand: 'Streams run all the time here; "enabled: false" stops one.',
  sourceFingerprint: 'Certificates of sources are not checked.',
  record: 'Record from the RTSP address with another program.',
  fallback: 'Give the other address as a second source: "source: [FIRST, SECOND]".',
  alwaysAvailable: 'Readers stay connected here while a source is away, for the time in "hold".',
  rtspTransport: 'Sources are read by TCP.',
  rtspAnyPort: 'Sources are read by TCP, which has no further ports.',
  runOnInit: HOOK,
  runOnDemand: HOOK,
  runOnUnDemand: HOOK,
  runOnReady: HOOK,
  runOnNotReady: HOOK,
  runOnRead: HOOK,
  runOnUnread: HOOK,
};
