/**
 * Cuts a stream of text into lines as it arrives. `\n`, `\r\n` and a lone `\r` (FFmpeg's status line) end a
 * line. A line longer than `maxLength` characters is given once, cut, and its rest is dropped, so memory stays
 * bounded whatever a process prints. Empty lines are not given.
 */
export class LineReader {
  readonly #onLine: (line: string) => void;
  readonly #maxLength: number;
  #partial = '';
  #dropping = false;

  constructor(onLine: (line: string) => void, maxLength = 4096) {
    this.#onLine = onLine;
    this.#maxLength = maxLength;
  }

  push(text: string): void {
    const pieces = text.split(/[\r\n]/);
    const last = pieces.length - 1;
    for (const [index, piece] of pieces.entries()) {
      this.#append(piece);
      if (index < last) this.#endLine();
    }
  }

  /** Gives what stands after the last line end. */
  flush(): void {
    this.#endLine();
  }

  #append(piece: string): void {
    if (this.#dropping) return;
    this.#partial += piece;
    if (this.#partial.length <= this.#maxLength) return;
    this.#onLine(`${this.#partial.slice(0, this.#maxLength)} …`);
    this.#partial = '';
    this.#dropping = true;
  }

  #endLine(): void {
    const line = this.#partial;
    this.#partial = '';
    this.#dropping = false;
    if (line.trim() !== '') this.#onLine(line);
  }
}
