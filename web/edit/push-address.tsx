import { t } from '../i18n/text.js';
import { isKeyNeeded, rtmpListener, rtmpsListener } from '../streams/addresses.js';
import { reachableAddress } from '../streams/reachable-address.js';
import { Address } from '../ui/address.js';
import './push-address.css';

/** The addresses to give to the drone, camera or encoder; and whether they can be reached from there. */
export function PushAddress({ path }: { readonly path: string }) {
  const text = t().form;
  const plain = reachableAddress(rtmpListener.value, location.hostname);
  const encrypted = reachableAddress(rtmpsListener.value, location.hostname);
  if (plain === null) return <p class="push-address-warning">{text.ingestOff}</p>;
  const needsKey = isKeyNeeded.value;
  const behind = `${path.trim().replace(/^\/+/, '')}${needsKey ? '?key=KEY' : ''}`;
  // Where only the encrypted one can be reached from elsewhere, the other one is for the router itself.
  const isPlainOfUse = encrypted === null || encrypted.isLoopback || !plain.isLoopback;
  return (
    <div class="push-address">
      <span>{text.pushTo}</span>
      {isPlainOfUse && <Address url={`rtmp://${plain.host}:${plain.port}/${behind}`} label={text.pushTo} />}
      {encrypted !== null && (
        <Address url={`rtmps://${encrypted.host}:${encrypted.port}/${behind}`} label={text.pushToEncrypted} />
      )}
      {needsKey && <p class="soft">{text.needsKey}</p>}
      {isPlainOfUse && plain.isLoopback && (
        <p class="push-address-warning">{text.loopbackOnly(plain.port)}</p>
      )}
    </div>
  );
}
