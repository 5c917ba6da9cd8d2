import type {
  PathSnapshot,
  PublisherSnapshot,
  TrackKind,
  TrackSnapshot,
} from '../../state/control-protocol.js';
import type { Holder } from '../memory-budget.js';
import { limits } from './limits.js';
import type { MediaMessage } from './media-message.js';
import type { Player } from './player.js';
import { StreamCache } from './stream-cache.js';

/** One path while it has a publisher: what that one sends, and who gets it. */
export class Path implements Holder {
  readonly name: string;
  readonly publisher: PathPublisher;
  readonly isPublisher = false;
  readonly #onChange: () => void;
  readonly #players = new Set<Player>();
  readonly #cache = new StreamCache();
  readonly #tracks = new Map<string, TrackSnapshot>();
  #announced: readonly TrackKind[] | null = null;
  #sinceMs: number;
  #isSilent = false;

  constructor(name: string, publisher: PathPublisher, onChange: () => void) {
    this.name = name;
    this.publisher = publisher;
    this.#onChange = onChange;
    this.#sinceMs = publisher.nowMs();
  }

  /** Undefined while there is nothing to tell: a publisher counts from its first audio or video message on. */
  snapshot(): PathSnapshot | undefined {
    const publisher = this.#publisherSnapshot();
    const readers = this.#players.size;
    if (publisher === null && readers === 0) return undefined;
    return { path: this.name, publisher, readers };
  }

  add(player: Player): void {
    this.#players.add(player);
    player.start(this.#cache.messages());
    this.#onChange();
  }

  remove(player: Player): void {
    if (this.#players.delete(player)) this.#onChange();
  }

  /** To be called a few times a second. */
  tick(): void {
    if (this.#isSilent || this.publisher.silentMs() < limits.publisherYieldMs) return;
    this.#isSilent = true;
    if (this.#tracks.size > 0) this.#onChange();
  }

  media(message: MediaMessage): void {
    if (this.#isSilent) this.#resume();
    this.#observe(message);
    this.#cache.add(message);
    const keyFramesCome = this.#cache.hasKeyFrame;
    for (const player of this.#players) player.media(message, keyFramesCome);
  }

  /** What it keeps for players that join. */
  get sizeBytes(): number {
    return this.#cache.sizeBytes;
  }

  giveUp(): void {
    this.#cache.clear();
  }

  /** The publisher has gone. */
  end(): void {
    const players = [...this.#players];
    this.#players.clear();
    for (const player of players) player.unpublished();
  }

  /** To whoever waits for it, it is as good as a publisher that has just come. */
  #resume(): void {
    this.#isSilent = false;
    this.#sinceMs = this.publisher.nowMs();
    if (this.#tracks.size > 0) this.#onChange();
  }

  #publisherSnapshot(): PublisherSnapshot | null {
    if (this.#tracks.size === 0) return null;
    return {
      remoteAddress: this.publisher.remoteAddress,
      sinceMs: this.#sinceMs,
      isSilent: this.#isSilent,
      tracks: [...this.#tracks.values()],
      announced: this.#announced,
    };
  }

  /** Tells of a change of the snapshot, never of a mere packet. */
  #observe(message: MediaMessage): void {
    if (message.role === 'metadata' && !sameKinds(message.announced, this.#announced)) {
      this.#announced = message.announced;
      if (this.#tracks.size > 0) this.#onChange();
    }
    for (const { id, codec } of message.tracks) {
      const key = `${message.kind}-${id}`;
      const known = this.#tracks.get(key);
      if (known?.codec === codec || (known === undefined && this.#tracks.size >= limits.tracks)) continue;
      this.#tracks.set(key, { kind: message.kind, codec });
      this.#onChange();
    }
  }
}

/** The session of a publisher, as its path sees it. */
export interface PathPublisher {
  readonly remoteAddress: string;
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** For how long no byte came from it. */
  silentMs(): number;
  /** Another publisher has taken its place. */
  replaced(): void;
}

function sameKinds(a: readonly TrackKind[] | null, b: readonly TrackKind[] | null): boolean {
  return a?.join() === b?.join();
}
