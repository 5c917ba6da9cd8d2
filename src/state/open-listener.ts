import { formatNetworkAddress, isLoopback } from '../util/network-address.js';
import type { AccessRules } from './access.js';
import type { ListenerName } from './desired-state.js';
import type { ObservedListener } from './observed-state.js';

/**
 * What strangers can do at a listener that is reached from elsewhere and that the file sets no rules for; null when there is nothing to say. The API
 * always has rules there.
 */
export function openToStrangers(
  name: ListenerName,
  listener: ObservedListener,
  access: AccessRules,
): { readonly problem: string; readonly remedy: string } | null {
  if (name === 'http' || listener.phase === 'off') return null;
  const address = 'address' in listener && listener.address !== null ? listener.address : listener.requested;
  const server = name === 'rtsp' || name === 'rtsps' ? 'rtsp' : 'rtmp';
  if (isLoopback(address.host) || access.open.includes(server) || HAS_RULES[server](access)) return null;
  const [why, remedy] = TEXTS[server];
  return { problem: `listen.${name}: ${formatNetworkAddress(address)} ${why}.`, remedy };
}

const HAS_RULES = {
  rtsp: ({ users }: AccessRules) => [...users.values()].some(({ read }) => read.length > 0),
  rtmp: ({ ingestKeys }: AccessRules) => ingestKeys !== null,
} as const;

const TEXTS = {
  rtsp: [
    'lets whoever reaches it watch every stream',
    'Give those who may "read" in "users", or write "access: { open: [rtsp] }" when it is meant so.',
  ],
  rtmp: [
    'lets whoever reaches it push to any path, and play what is pushed',
    'Ask for a stream key with "ingest.keys", or write "access: { open: [rtmp] }" when it is meant so.',
  ],
} as const;
