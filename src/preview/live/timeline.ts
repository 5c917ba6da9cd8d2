/**
 * The time of one viewer, in seconds from 0 on. What comes at once, when the viewer joins or when a stream goes on after it stood still,
 * is shown in a moment: so the picture is there at once and is the present one, however long ago the last key frame was. From there on time goes as in
 * the stream. What was missing meanwhile is left out, since the player has stood still as well and would be that much late from then on.
 */
export class Timeline {
  #beginning: Beginning = { atS: 0, firstS: 0, presentS: 0, leadS: 0 };

  /** To be called first, and again whenever media goes on with what came at once. */
  begin({ leadS, ...beginning }: Beginning): void {
    this.#beginning = { ...beginning, leadS: Math.min(leadS, beginning.presentS - beginning.firstS) };
  }

  /** When the viewer is shown, or its player decodes, a picture of `seconds`. */
  ofVideo(seconds: number): number {
    const { atS, firstS, presentS, leadS } = this.#beginning;
    if (seconds >= presentS || presentS === firstS) return this.ofAudio(seconds);
    return atS + ((seconds - firstS) * leadS) / (presentS - firstS);
  }

  /** When the viewer hears a sound of `seconds`; earlier than `atS` for what is no longer to be heard. */
  ofAudio(seconds: number): number {
    const { atS, presentS, leadS } = this.#beginning;
    return atS + leadS + (seconds - presentS);
  }
}

export interface Beginning {
  /** In the viewer's time. */
  readonly atS: number;
  /** Of the first and of the newest frame that came at once. */
  readonly firstS: number;
  readonly presentS: number;
  /** The moment in which all these are shown: what a player has in hand before it runs dry. */
  readonly leadS: number;
}
