import type { StreamStatus } from '../status/stream-status.js';
import { age, byteSize } from './amounts.js';

/** The columns of a stream in `status`; `wide` adds what passes through the embedded RTSP server. */
export function streamColumns(wide: boolean): readonly StreamColumn[] {
  return wide ? [...STATE, ...TRAFFIC, ADDRESS] : [...STATE, ADDRESS];
}

export interface StreamColumn {
  readonly title: string;
  /** Empty where there is nothing to tell. */
  cell(stream: StreamStatus, nowMs: number): string;
}

const STATE: readonly StreamColumn[] = [
  { title: 'STREAM', cell: ({ name }) => name },
  { title: 'PHASE', cell: ({ phase }) => phase },
  { title: 'SINCE', cell: ({ since }, nowMs) => ageOf(since, nowMs) },
  { title: 'RESTARTS', cell: ({ restarts }) => String(restarts) },
  { title: 'READERS', cell: ({ delivery }) => String(delivery?.readers ?? '') },
  { title: 'KEY FRAME', cell: ({ delivery }, nowMs) => ageOf(delivery?.lastKeyFrame ?? null, nowMs) },
];

const TRAFFIC: readonly StreamColumn[] = [
  { title: 'PUBLISHER', cell: ({ delivery }) => delivery?.publisher?.remoteAddress ?? '' },
  { title: 'IN', cell: ({ delivery }) => (delivery === null ? '' : byteSize(delivery.bytesIn)) },
  { title: 'OUT', cell: ({ delivery }) => (delivery === null ? '' : byteSize(delivery.bytesOut)) },
  { title: 'LOST', cell: ({ delivery }) => String(delivery?.lostPackets ?? '') },
  { title: 'DROPPED', cell: ({ delivery }) => String(delivery?.droppedPackets ?? '') },
];

const ADDRESS: StreamColumn = {
  title: 'READ AT',
  cell: ({ rtspUrl, path }) => rtspUrl ?? `(${path})`,
};

function ageOf(time: string | null, nowMs: number): string {
  return time === null ? '' : age(nowMs - Date.parse(time));
}
