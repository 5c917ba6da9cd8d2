import type { ConfigurationStatus } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { phrase } from '../i18n/phrase.js';
import { t } from '../i18n/text.js';
import { ingestUrl } from '../streams/addresses.js';
import { Icon } from '../ui/icon.js';
import './pattern-lines.css';

/** Entries of the file that become streams when somebody publishes: how many there are of each now, and who is refused. */
export function PatternLines() {
  const status = routerStatus.value;
  if (status === null || status.configuration.patterns.length === 0) return null;
  const { address, needsKey } = status.listeners.rtmp;
  return (
    <ul class="pattern-lines" aria-label={t().overview.patterns}>
      {status.configuration.patterns.map((pattern) => (
        <PatternLine
          key={pattern.name}
          pattern={pattern}
          ingest={address}
          keyBehind={needsKey ? '?key=KEY' : ''}
          streams={status.streams.filter((stream) => stream.pattern === pattern.name).length}
        />
      ))}
    </ul>
  );
}

function PatternLine({ pattern, ingest, keyBehind, streams }: PatternLineProps) {
  const { name, source, path, refused } = pattern;
  const text = t().overview;
  return (
    <li>
      <p class="soft">
        <strong>{name}</strong> {text.patternMeans}{' '}
        <code>
          {ingest === null ? source : ingestUrl(source.replace('push:', `rtmp://${ingest}/`)) + keyBehind}
        </code>{' '}
        → <code>{path}</code>: {text.patternStreams(streams)}
      </p>
      {refused.slice(0, SHOWN).map(({ source: refusedSource, message, remedy }) => (
        <p key={refusedSource} class="pattern-lines-refused">
          <Icon name="failing" />
          <span>
            <strong>{phrase(message)}.</strong> {phrase(remedy)}
          </span>
        </p>
      ))}
      {refused.length > SHOWN && <p class="soft">{text.refusedMore(refused.length - SHOWN)}</p>}
    </li>
  );
}

interface PatternLineProps {
  readonly pattern: ConfigurationStatus['patterns'][number];
  /** Where it listens; null when it does not. */
  readonly ingest: string | null;
  /** What its addresses end in. */
  readonly keyBehind: string;
  /** How many there are of it now. */
  readonly streams: number;
}

const SHOWN = 5;
