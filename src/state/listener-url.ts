import { connectableHost, formatNetworkAddress } from '../util/network-address.js';
import type { ListenerName } from './desired-state.js';
import type { ObservedListener } from './observed-state.js';

/** The address under which this machine reaches a listener, such as `rtsp://127.0.0.1:8554`; null when it is not open. */
export function listenerUrl(name: ListenerName, listener: ObservedListener): string | null {
  const address = listener.phase === 'open' || listener.phase === 'failed' ? listener.address : null;
  if (address === null) return null;
  return `${name}://${formatNetworkAddress({ ...address, host: connectableHost(address.host) })}`;
}
