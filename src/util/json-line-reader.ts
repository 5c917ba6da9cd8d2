/**
 * Cuts bytes into lines and parses each as JSON. `onFault` is called once, and nothing after it, when a line is
 * no JSON or is longer than `maxBytes`. The shape of what is parsed is the caller's trust: use it only between
 * parts of this program.
 */
export class JsonLineReader<T> {
  readonly #onValue: (value: T) => void;
  readonly #onFault: (error: Error) => void;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #faulty = false;

  constructor(onValue: (value: T) => void, onFault: (error: Error) => void, maxBytes: number) {
    this.#onValue = onValue;
    this.#onFault = onFault;
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    let start = 0;
    while (!this.#faulty) {
      const end = chunk.indexOf(0x0a, start);
      const piece = chunk.subarray(start, end === -1 ? chunk.length : end);
      this.#pieces.push(piece);
      this.#sizeBytes += piece.length;
      if (this.#sizeBytes > this.#maxBytes) this.#fail(new Error('line too long'));
      if (end === -1 || this.#faulty) return;
      this.#endLine();
      start = end + 1;
    }
  }

  #endLine(): void {
    const line = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#sizeBytes = 0;
    if (line.trim() === '') return;
    let value: T;
    try {
      value = JSON.parse(line) as T;
    } catch (cause) {
      this.#fail(new Error('a line is no JSON', { cause }));
      return;
    }
    this.#onValue(value);
  }

  #fail(error: Error): void {
    this.#faulty = true;
    this.#pieces = [];
    this.#onFault(error);
  }
}
