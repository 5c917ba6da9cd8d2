/** What a decoder has to know before the first sound, and what a container says of the track. */
export interface AudioConfiguration {
  /** RFC 6381, such as `mp4a.40.2`. */
  readonly codec: string;
  readonly sampleEntry: 'mp4a' | 'Opus';
  /** `esds` or `dOps`, which the sample entry holds. */
  readonly box: Buffer;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Of its RTP timestamps, and of its times in MP4. */
  readonly clockRateHz: number;
}

/** Gets the coded frames out of RTP payloads, which come in order. */
export interface AudioDepacketizer {
  /** The frames that are whole with this payload; none for one that cannot be understood. */
  push(payload: Buffer): readonly AudioPiece[];
  /** Something is missing before the next payload. */
  reset(): void;
}

export interface AudioPiece {
  readonly data: Buffer;
  /** Behind the RTP timestamp of its packet, in units of the clock. */
  readonly offsetUnits: number;
  readonly durationUnits: number;
}

export interface AudioTrackSetup {
  readonly configuration: AudioConfiguration;
  readonly depacketizer: AudioDepacketizer;
}
