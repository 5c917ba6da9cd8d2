import { parseSession } from '../media-server/rtsp/headers/session.js';
import { nextFrame } from '../media-server/rtsp/interleaved.js';
import { parseSenderReport } from '../media-server/rtsp/rtp/sender-report.js';
import { parseSdp } from '../media-server/rtsp/sdp.js';
import type { AudioConfiguration } from './audio/audio-codec.js';
import { AudioTrack, type Sound } from './audio/audio-track.js';
import { timing } from './limits.js';
import { MediaClock } from './media-clock.js';
import { type PlayableTracks, playableTracks } from './playable-tracks.js';
import { PreviewProblem } from './preview-problem.js';
import { AccessUnits } from './rtp/access-units.js';
import { parseRtp } from './rtp/rtp-packet.js';
import { parseRtspAddress } from './rtsp/rtsp-address.js';
import { RtspClient } from './rtsp/rtsp-client.js';
import { type VideoFrame, VideoTrack } from './video/video-track.js';

/** Plays a stream over RTSP, and gives its pictures and sounds as they come. */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #client: RtspClient;
  readonly #url: string;
  #session: { readonly url: string; readonly id: string } | undefined;
  #tracks: readonly Track[] = [];
  #audio: AudioConfiguration | null = null;
  #clock = new MediaClock([]);
  #isOpen = false;
  #keepAlive: NodeJS.Timeout | undefined;

  /** @throws PreviewProblem for a URL that is none */
  constructor(options: UpstreamOptions) {
    this.#options = options;
    const address = parseRtspAddress(options.url);
    this.#url = address.url;
    this.#client = new RtspClient(address, {
      userAgent: options.userAgent,
      onFrames: (data) => this.#receive(data),
      onClosed: (problem) => this.#ended(problem),
    });
  }

  /** Null when there is no sound that browsers play. */
  get audio(): AudioConfiguration | null {
    return this.#audio;
  }

  /**
   * DESCRIBE, SETUP of each track, PLAY (RFC 2326 10). The first frames may come before it resolves. Rejects with PreviewProblem, and
   * then the end is not told to the handler.
   */
  async open(): Promise<void> {
    const described = await this.#client.request('DESCRIBE', this.#url, { Accept: 'application/sdp' });
    const description = readDescription(described.body);
    const playable = playableTracks(description);
    // RFC 2326 C.1.1: the base of a track's address
    const base =
      described.headers.get('content-base') ?? described.headers.get('content-location') ?? this.#url;
    const tracks = this.#setTracks(playable);
    let timeoutS = DEFAULT_SESSION_S;
    for (const [index, track] of tracks.entries()) {
      const setUp = await this.#client.request('SETUP', trackUrl(base, track.control), {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${2 * index}-${2 * index + 1}`,
        ...(this.#session === undefined ? {} : { Session: this.#session.id }),
      });
      const session = parseSession(setUp.headers.get('session') ?? '');
      if (session === undefined)
        throw new PreviewProblem('server-refused', 'The RTSP server opens no session.');
      this.#session ??= { url: aggregateUrl(base, description.control), id: session.id };
      timeoutS = session.timeoutSeconds ?? timeoutS;
    }
    await this.#client.request('PLAY', this.#session?.url ?? base, {
      Session: this.#session?.id ?? '',
      Range: 'npt=0.000-',
    });
    this.#isOpen = true;
    const intervalMs = Math.min(timing.keepAliveMs, Math.max(1, timeoutS / 2) * 1_000);
    this.#keepAlive = setInterval(() => void this.#ping(), intervalMs);
  }

  close(): void {
    clearInterval(this.#keepAlive);
    this.#isOpen = false;
    this.#client.close(this.#session);
  }

  #setTracks({ video, audio }: PlayableTracks): readonly Track[] {
    const { handler, wantsAudio } = this.#options;
    const videoTrack = new VideoTrack(video.codec, video.parameterSets);
    const units = new AccessUnits(video.codec.createDepacketizer(), (unit) => {
      const frame = videoTrack.frame(unit, this.#clock.seconds(0, unit.timestamp, performance.now()));
      if (frame !== undefined) handler.onFrame(frame);
    });
    const tracks: Track[] = [
      {
        control: video.media.control,
        clockRateHz: video.media.clockRateHz ?? VIDEO_CLOCK_HZ,
        onPacket: (packet) => units.push(packet),
      },
    ];
    if (audio !== null && wantsAudio) {
      const { clockRateHz } = audio.configuration;
      const sounds = new AudioTrack(audio.depacketizer, clockRateHz);
      this.#audio = audio.configuration;
      tracks.push({
        control: audio.media.control,
        clockRateHz,
        onPacket: (packet) => {
          const seconds = this.#clock.seconds(1, packet.timestamp, performance.now());
          for (const sound of sounds.push(packet, seconds)) handler.onSound(sound);
        },
      });
    }
    this.#clock = new MediaClock(tracks.map(({ clockRateHz }) => clockRateHz));
    this.#tracks = tracks;
    return tracks;
  }

  #receive(data: Buffer): void {
    for (let offset = 0; offset < data.length; ) {
      const next = nextFrame(data, offset);
      const channel = data[offset + 1] ?? 0;
      const content = data.subarray(offset + 4, next);
      const index = channel >> 1;
      if ((channel & 1) === 1) {
        const report = parseSenderReport(content);
        if (report !== undefined) this.#clock.report(index, report);
      } else {
        const packet = parseRtp(content);
        if (packet !== undefined) this.#tracks[index]?.onPacket(packet);
      }
      offset = next;
    }
  }

  /** RFC 2326 10.8: what keeps a session alive, and shows that the server is. */
  async #ping(): Promise<void> {
    const { url, id } = this.#session ?? { url: this.#url, id: '' };
    try {
      await this.#client.request('GET_PARAMETER', url, { Session: id });
    } catch (error) {
      // A refusal is an answer, too; that nothing came has closed the connection.
      if (!(error instanceof PreviewProblem)) throw error;
    }
  }

  #ended(problem: PreviewProblem): void {
    clearInterval(this.#keepAlive);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.handler.onEnd(problem);
  }
}

export interface UpstreamOptions {
  /** May hold credentials. */
  readonly url: string;
  /** Told to the server. */
  readonly userAgent: string;
  readonly wantsAudio: boolean;
  readonly handler: UpstreamHandler;
}

export interface UpstreamHandler {
  onFrame(frame: VideoFrame): void;
  onSound(sound: Sound): void;
  /** Nothing comes any more. Not called after {@link Upstream.close}. */
  onEnd(problem: PreviewProblem): void;
}

interface Track {
  readonly control: string | undefined;
  readonly clockRateHz: number;
  onPacket(packet: NonNullable<ReturnType<typeof parseRtp>>): void;
}

const VIDEO_CLOCK_HZ = 90_000;
/** RFC 2326 12.37 */
const DEFAULT_SESSION_S = 60;

function readDescription(text: string): ReturnType<typeof parseSdp> {
  try {
    return parseSdp(text);
  } catch (error) {
    throw new PreviewProblem(
      'server-refused',
      `The RTSP server describes the stream wrongly: ${String(error)}.`,
    );
  }
}

/** As FFmpeg and GStreamer do it, and not as RFC 1808 says: a relative control goes behind a slash. */
function trackUrl(base: string, control: string | undefined): string {
  if (control === undefined || control === '*') return base;
  return /^rtsps?:\/\//i.test(control)
    ? control
    : `${base.replace(/\/+$/, '')}/${control.replace(/^\/+/, '')}`;
}

function aggregateUrl(base: string, control: string | undefined): string {
  return control === undefined || control === '*' ? base : trackUrl(base, control);
}
