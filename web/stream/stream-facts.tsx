import type { ComponentChildren } from 'preact';
import type { StreamStatus } from '../../src/api/contract.js';
import { formatBytes, formatNumber } from '../i18n/format.js';
import { mediaChoiceText } from '../i18n/media-choice-text.js';
import { t } from '../i18n/text.js';
import { encryptedPushUrl, encryptedWatchUrl, pushUrl, watchUrl } from '../streams/addresses.js';
import { labelTexts } from '../streams/labels.js';
import { Address } from '../ui/address.js';
import { Age } from '../ui/age.js';
import { SourceList } from './source-list.js';
import './stream-facts.css';

/** Addresses and numbers of a stream. */
export function StreamFacts({ stream }: { readonly stream: StreamStatus }) {
  const text = t().stream;
  const labels = labelTexts(stream);
  const { delivery, name } = stream;
  const [watchedAt, pushedTo] = [watchUrl(stream), pushUrl(stream)];
  const [watchedEncrypted, pushedEncrypted] = [encryptedWatchUrl(stream), encryptedPushUrl(stream)];
  return (
    <section class="panel" aria-label={text.facts}>
      <dl class="stream-facts">
        <Fact term={text.watch}>
          {watchedAt === null ? (
            <span class="soft">{text.noAddress(stream.path)}</span>
          ) : (
            <Address url={watchedAt} label={t().overview.address(name)} />
          )}
        </Fact>
        {watchedEncrypted !== null && (
          <Fact term={text.watchEncrypted}>
            <Address url={watchedEncrypted} label={t().overview.address(name)} />
          </Fact>
        )}
        {pushedTo !== null && (
          <Fact term={text.push}>
            <Address url={pushedTo} label={t().overview.pushAddress(name)} />
          </Fact>
        )}
        {pushedEncrypted !== null && (
          <Fact term={text.pushEncrypted}>
            <Address url={pushedEncrypted} label={t().overview.pushAddress(name)} />
          </Fact>
        )}
        <Fact term={text.sources(stream.sources.length)}>
          <SourceList sources={stream.sources} />
        </Fact>
        <Fact term={text.server}>
          {stream.server === 'embedded' ? text.embedded : <code>{stream.server}</code>}
        </Fact>
        <Fact term={text.video}>{mediaChoiceText(stream.video)}</Fact>
        <Fact term={text.audio}>{mediaChoiceText(stream.audio)}</Fact>
        {delivery !== null && (
          <>
            <Fact term={text.readers}>{formatNumber(delivery.readers)}</Fact>
            <Fact term={text.traffic}>
              {text.inAndOut(formatBytes(delivery.bytesIn), formatBytes(delivery.bytesOut))}
            </Fact>
            <Fact term={text.packets}>
              {text.lostAndDropped(delivery.lostPackets, delivery.droppedPackets)}
            </Fact>
            {delivery.lastKeyFrame !== null && (
              <Fact term={text.lastKeyFrame}>
                <Age since={delivery.lastKeyFrame} />
              </Fact>
            )}
          </>
        )}
        {labels.length > 0 && <Fact term={text.labels}>{labels.join(', ')}</Fact>}
        <Fact term={text.restarts}>{formatNumber(stream.restarts)}</Fact>
        {stream.pid !== null && (
          <Fact term={text.process}>
            <code>{stream.pid}</code>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
