import { type DesiredState, LISTENER_NAMES } from '../state/desired-state.js';
import type { Diagnostic, DiagnosticCode } from '../state/diagnostic.js';
import { outputOf } from '../state/stream.js';
import { formatNetworkAddress } from '../util/network-address.js';
import type { Places } from './places.js';

/** What is right by itself and wrong together: two streams on one output path, two listeners on one port, one without what it needs. */
export function checkConflicts(places: Places, desired: DesiredState): Diagnostic[] {
  return [
    ...checkPaths(places, desired),
    ...checkListeners(places, desired),
    ...checkTlsListeners(places, desired),
  ];
}

function checkPaths(places: Places, desired: DesiredState): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<string, string>();
  for (const spec of desired.streams.values()) {
    const { name, path } = spec;
    const output = outputOf(spec);
    const owner = owners.get(output);
    if (owner === undefined) {
      owners.set(output, name);
      continue;
    }
    diagnostics.push(
      conflict(places, 'path-conflict', ['streams', name], ['streams', owner], {
        message: `"${name}" would be published at the path "${path}", as "${owner}" already is`,
        remedy: 'Give one of the two another "path".',
        related: `"${owner}" takes the path`,
      }),
    );
  }
  return diagnostics;
}

function checkListeners(places: Places, desired: DesiredState): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<string, string>();
  for (const listener of LISTENER_NAMES) {
    const address = desired.listen[listener];
    const text = address === null ? '' : formatNetworkAddress(address);
    const place = ['listen', listener];
    if (address === null || address.port === 0) continue;
    const owner = owners.get(text);
    owners.set(text, owner ?? listener);
    if (owner === undefined) continue;
    diagnostics.push(
      conflict(places, 'address-conflict', place, ['listen', owner], {
        message: `"listen.${listener}" takes ${text}, as "listen.${owner}" already does`,
        remedy: 'Give one of the two another port.',
        related: `"listen.${owner}"`,
      }),
    );
  }
  return diagnostics;
}

/** One over TLS needs a certificate, and the plain one, which our own processes use. */
function checkTlsListeners(places: Places, { listen, access }: DesiredState): Diagnostic[] {
  return (['rtsp', 'rtmp'] as const).flatMap((plain): Diagnostic[] => {
    const listener = `${plain}s` as const;
    if (listen[listener] === null) return [];
    const problem = (message: string, remedy: string): Diagnostic => ({
      code: 'listener-incomplete',
      severity: 'error',
      message,
      remedy,
      place: places.placeOfPath(['listen', listener], 'key'),
      related: null,
    });
    return [
      ...(access.tls === null
        ? [
            problem(
              `"listen.${listener}" has no certificate`,
              'Write "tls: { cert: /etc/tls/tls.crt, key: /etc/tls/tls.key }" at the top.',
            ),
          ]
        : []),
      ...(listen[plain] === null
        ? [
            problem(
              `"listen.${listener}" needs "listen.${plain}", by which the router itself reaches the server`,
              `Let "listen.${plain}" be an address that only this machine reaches, such as 127.0.0.1:${PLAIN_PORTS[plain]}.`,
            ),
          ]
        : []),
    ];
  });
}

const PLAIN_PORTS = { rtsp: 8554, rtmp: 1935 } as const;

function conflict(
  places: Places,
  code: DiagnosticCode,
  path: readonly string[],
  otherPath: readonly string[],
  texts: { message: string; remedy: string; related: string },
): Diagnostic {
  return {
    code,
    severity: 'error',
    message: texts.message,
    remedy: texts.remedy,
    place: places.placeOfPath(path, 'key'),
    related: { message: texts.related, place: places.placeOfPath(otherPath, 'key') },
  };
}
