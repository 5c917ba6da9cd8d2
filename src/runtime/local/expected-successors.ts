import { randomBytes } from 'node:crypto';
import type { ExpectedSuccessor } from '../../state/control-protocol.js';

/** What the embedded RTSP server is told of who may take which path over: one publisher a path, once. */
export class ExpectedSuccessors {
  readonly #tell: (expected: Readonly<Record<string, ExpectedSuccessor>>) => void;
  readonly #byPath = new Map<string, ExpectedSuccessor>();

  constructor(tell: (expected: Readonly<Record<string, ExpectedSuccessor>>) => void) {
    this.#tell = tell;
  }

  /** The server is told before this returns, so before the publisher can be there. */
  expect(path: string): ExpectedSuccessor {
    const expected = { id: randomBytes(8).toString('hex'), token: randomBytes(16).toString('hex') };
    this.#byPath.set(path, expected);
    this.#tellAll();
    return expected;
  }

  /** It has taken over, or will not. Does nothing when another one is expected there by now. */
  forget(path: string, { id }: ExpectedSuccessor): void {
    if (this.#byPath.get(path)?.id !== id) return;
    this.#byPath.delete(path);
    this.#tellAll();
  }

  #tellAll(): void {
    this.#tell(Object.fromEntries(this.#byPath));
  }
}
