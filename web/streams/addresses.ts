import { computed } from '@preact/signals';
import type { StreamStatus } from '../../src/api/contract.js';
import { routerStatus } from '../connection/status.js';
import { reachableUrl } from './reachable-address.js';

/** Where a stream is watched from where this page is looked at; null where the embedded server does not listen. */
export function watchUrl({ server, rtspUrl }: StreamStatus): string | null {
  // That of another server stands in the file.
  if (server !== 'embedded' || rtspUrl === null) return rtspUrl;
  return reachableUrl(rtspUrl, rtspListener.value, location.hostname);
}

/** Where it is pushed to from there; null for one that nobody pushes. */
export function pushUrl(stream: StreamStatus): string | null {
  return stream.pushUrl === null ? null : ingestUrl(stream.pushUrl);
}

/** The same over TLS; null where that is not offered. */
export function encryptedWatchUrl({ rtspsUrl }: StreamStatus): string | null {
  return rtspsUrl === null ? null : reachableUrl(rtspsUrl, rtspsListener.value, location.hostname);
}

export function encryptedPushUrl({ encryptedPushUrl: url }: StreamStatus): string | null {
  return url === null ? null : reachableUrl(url, rtmpsListener.value, location.hostname);
}

/** @param url of the ingest on the router's own machine */
export function ingestUrl(url: string): string {
  return reachableUrl(url, rtmpListener.value, location.hostname);
}

/** By themselves: the status as a whole is another one each second. */
const rtspListener = computed(() => routerStatus.value?.listeners.rtsp.address ?? null);
const rtspsListener = computed(() => routerStatus.value?.listeners.rtsps.address ?? null);
export const rtmpListener = computed(() => routerStatus.value?.listeners.rtmp.address ?? null);
export const rtmpsListener = computed(() => routerStatus.value?.listeners.rtmps.address ?? null);
export const isKeyNeeded = computed(() => routerStatus.value?.listeners.rtmp.needsKey === true);
