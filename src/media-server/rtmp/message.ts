/** One RTMP message, whole (Adobe RTMP 1.0, 6.1). */
export interface RtmpMessage {
  readonly type: number;
  readonly streamId: number;
  /** Milliseconds, modulo 2³². */
  readonly timestampMs: number;
  readonly payload: Buffer;
}

/** Adobe RTMP 1.0, 5.4 and 7.1. */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const;
