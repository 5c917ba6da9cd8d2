/** RFC 2326 12.33: RTP-Info: url=…;seq=…;rtptime=…, one a track */
export function formatRtpInfo(entries: readonly RtpInfoEntry[]): string {
  return entries
    .map(({ url, sequence, timestamp }) => {
      const seq = sequence === undefined ? '' : `;seq=${sequence}`;
      const rtptime = timestamp === undefined ? '' : `;rtptime=${timestamp}`;
      return `url=${url}${seq}${rtptime}`;
    })
    .join(',');
}

/** Undefined for what is no RTP-Info. */
export function parseRtpInfo(text: string): RtpInfoEntry[] | undefined {
  const entries: RtpInfoEntry[] = [];
  for (const part of text.split(/,(?=\s*url=)/i)) {
    const match =
      /^\s*url=(?<url>[^;]+)(?:;seq=(?<seq>\d{1,5}))?(?:;rtptime=(?<rtptime>\d{1,10}))?\s*$/i.exec(part);
    const { url, seq, rtptime } = match?.groups ?? {};
    if (url === undefined) return undefined;
    entries.push({
      url,
      ...(seq === undefined ? {} : { sequence: Number(seq) }),
      ...(rtptime === undefined ? {} : { timestamp: Number(rtptime) }),
    });
  }
  return entries;
}

export interface RtpInfoEntry {
  readonly url: string;
  /** Sequence number and RTP timestamp of the first packet that follows, when known. */
  readonly sequence?: number;
  readonly timestamp?: number;
}
