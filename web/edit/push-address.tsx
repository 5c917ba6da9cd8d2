import { t } from '../i18n/text.js';
import { rtmpListener } from '../streams/addresses.js';
import { reachableAddress } from '../streams/reachable-address.js';
import { Address } from '../ui/address.js';
import './push-address.css';

/** The address to give to the drone, camera or encoder; and whether it can be reached from there. */
export function PushAddress({ path }: { readonly path: string }) {
  const text = t().form;
  const ingest = reachableAddress(rtmpListener.value, location.hostname);
  if (ingest === null) return <p class="push-address-warning">{text.ingestOff}</p>;
  const url = `rtmp://${ingest.host}:${ingest.port}/${path.trim().replace(/^\/+/, '')}`;
  return (
    <div class="push-address">
      <span>{text.pushTo}</span>
      <Address url={url} label={text.pushTo} />
      {ingest.isLoopback && <p class="push-address-warning">{text.loopbackOnly(ingest.port)}</p>}
    </div>
  );
}
