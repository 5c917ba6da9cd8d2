import type { PublisherSnapshot } from '../../state/control-protocol.js';
import { codecName } from './codec-name.js';
import type { ChannelSlots } from './interleaved.js';
import type { SessionDescription } from './sdp.js';
import type { Splice } from './splice.js';

/** A publisher from the moment in which it takes the path until it leaves. */
export class Feed {
  readonly publisher: PathPublisher;
  /** Undefined for the first publisher of the path: its packets are passed on as they are. */
  readonly splice: Splice | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly #sinceMs = Date.now();
  /** Indices into the description, in order of appearance. */
  readonly #seenTracks: number[] = [];

  constructor(publisher: PathPublisher, splice?: Splice) {
    this.publisher = publisher;
    this.splice = splice;
  }

  /** Whether this packet of the track was its first. */
  saw(track: number): boolean {
    if (this.#seenTracks.includes(track)) return false;
    this.#seenTracks.push(track);
    return true;
  }

  snapshot(): PublisherSnapshot {
    const { remoteAddress, description, successorId } = this.publisher;
    const { medias } = description;
    return {
      remoteAddress,
      sinceMs: this.#sinceMs,
      isSilent: false,
      tracks: this.#seenTracks.flatMap((index) => {
        const media = medias[index];
        return media === undefined ? [] : [{ kind: media.kind, codec: codecName(media.encoding) }];
      }),
      announced: medias.map(({ kind }) => kind),
      ...(successorId === undefined ? {} : { successorId }),
    };
  }
}

export interface PathPublisher {
  readonly description: SessionDescription;
  /** What the publisher's channels mean. */
  readonly slots: ChannelSlots;
  /** `host:port`. */
  readonly remoteAddress: string;
  /** Of one that was expected to take the path over. */
  readonly successorId?: string | undefined;
  /** Another publisher has the path from now on: nothing more is taken. */
  onReplaced(): void;
}
