import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Address } from '../ui/address.js';
import { ingestAddress } from './ingest-address.js';
import './push-address.css';

/** The address to give to the drone, camera or encoder; and whether it can be reached from there. */
export function PushAddress({ path }: { readonly path: string }) {
  const text = t().form;
  const listener = routerStatus.value?.listeners.rtmp;
  const ingest = ingestAddress(listener?.address ?? null, location.hostname);
  const needsKey = listener?.needsKey === true;
  if (ingest === null) return <p class="push-address-warning">{text.ingestOff}</p>;
  const url = `rtmp://${ingest.host}:${ingest.port}/${path.trim().replace(/^\/+/, '')}${needsKey ? '?key=KEY' : ''}`;
  return (
    <div class="push-address">
      <span>{text.pushTo}</span>
      <Address url={url} label={text.pushTo} />
      {needsKey && <p class="soft">{text.needsKey}</p>}
      {ingest.isLoopback && <p class="push-address-warning">{text.loopbackOnly(ingest.port)}</p>}
    </div>
  );
}
