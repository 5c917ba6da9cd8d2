/** A file that fits the schema, as plain data. */
export interface RawConfiguration {
  readonly version: 1;
  readonly output?: { readonly server?: string };
  readonly listen?: { readonly rtsp?: string; readonly rtmp?: string; readonly http?: string };
  readonly defaults?: Partial<RawStream>;
  readonly streams: Readonly<Record<string, RawStream>>;
}

export interface RawStream {
  readonly source: string;
  readonly path?: string;
  readonly server?: string;
  readonly enabled?: boolean;
  readonly stallTimeout?: string;
}
