import { type NetworkAddress, parseNetworkAddress } from '../util/network-address.js';
import { StartError } from '../util/start-error.js';

/**
 * Where a listener is that the file does not name: on loopback, or at the host that the variable names. The image sets it, since nobody
 * reaches the loopback of a container.
 * @throws StartError when the variable holds no host
 */
export function defaultListener(
  listener: keyof typeof PORTS,
  environment: NodeJS.ProcessEnv,
): NetworkAddress {
  const host = environment[VARIABLE] || '127.0.0.1';
  const address = parseNetworkAddress(`${host.includes(':') ? `[${host}]` : host}:${PORTS[listener]}`);
  if (address !== undefined) return address;
  throw new StartError(
    `The environment variable ${VARIABLE} holds no host.`,
    'Let it be an address such as 0.0.0.0, ::, 127.0.0.1 or a name, without a port.',
  );
}

const VARIABLE = 'KAZSTREAMLINK_LISTEN_HOST';

const PORTS = { rtsp: 8554, rtmp: 1935, http: 8501 } as const;
