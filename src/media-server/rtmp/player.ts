import { limits } from './limits.js';
import type { MediaMessage } from './media-message.js';

/** The session of a player, as its path sees it. */
export interface PlayerOutput {
  /** Bytes that the player has not taken yet. */
  queuedBytes(): number;
  send(wire: Buffer): void;
  /** The publisher has gone: says so to the player and ends its connection. */
  unpublished(): void;
}

/**
 * One player of a path. When it takes less than comes, or has paused, it loses media up to a key frame, but never
 * a header: what it gets stays decodable.
 */
export class Player {
  readonly #output: PlayerOutput;
  #dropping = false;
  paused = false;

  constructor(output: PlayerOutput) {
    this.#output = output;
  }

  /** What the path holds for a joining player; it is bounded by the cache and never cut. */
  start(messages: Iterable<MediaMessage>): void {
    for (const message of messages) this.#output.send(message.wire);
  }

  /** `keyFramesCome`: whether it makes sense to wait for one (not with audio alone, or with none for long). */
  media(message: MediaMessage, keyFramesCome: boolean): void {
    switch (message.role) {
      case 'header':
      case 'metadata':
        this.#output.send(message.wire);
        return;
      case 'key-frame':
      case 'frame':
        if (!this.#drops(message.role === 'key-frame' || !keyFramesCome)) this.#output.send(message.wire);
        return;
      case 'metadata-cleared':
        return;
      default:
        message.role satisfies never;
    }
  }

  unpublished(): void {
    this.#output.unpublished();
  }

  /** While it drops, it goes on dropping until half of the queue has left, so that it does not flutter. */
  #drops(resumable: boolean): boolean {
    const queuedBytes = this.#output.queuedBytes();
    if (this.paused || queuedBytes > limits.playerQueueBytes) this.#dropping = true;
    else if (this.#dropping && resumable && queuedBytes <= limits.playerQueueBytes / 2)
      this.#dropping = false;
    return this.#dropping;
  }
}
