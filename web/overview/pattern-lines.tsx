import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';

/** Entries of the file that become streams when somebody publishes, and how many there are of each now. */
export function PatternLines() {
  const status = routerStatus.value;
  if (status === null || status.configuration.patterns.length === 0) return null;
  const { address, needsKey } = status.listeners.rtmp;
  return (
    <ul class="pattern-lines soft" aria-label={t().overview.patterns}>
      {status.configuration.patterns.map(({ name, source, path }) => (
        <li key={name}>
          <strong>{name}</strong> {t().overview.patternMeans}{' '}
          <code>
            {address === null
              ? source
              : `${source.replace('push:', `rtmp://${address}/`)}${needsKey ? '?key=KEY' : ''}`}
          </code>{' '}
          → <code>{path}</code>: {t().overview.patternStreams(countOf(name))}
        </li>
      ))}
    </ul>
  );
}

function countOf(name: string): number {
  return (routerStatus.value?.streams ?? []).filter(({ pattern }) => pattern === name).length;
}
