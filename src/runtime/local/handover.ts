import type { ExpectedSuccessor } from '../../state/control-protocol.js';
import type { ObservedStream } from '../../state/observed-state.js';
import type { ExpectedSuccessors } from './expected-successors.js';
import type { StreamProcess } from './stream-process.js';
import type { StreamTeller } from './stream-teller.js';
import type { Successor } from './successor.js';

/** The processes of a stream beside the one that its state is about: a successor that is to take over, and those still to end. */
export class Handover {
  readonly #successors: ExpectedSuccessors;
  readonly #tell: StreamTeller;
  readonly #retiring = new Set<StreamProcess>();
  #successor: Successor | null = null;
  /** One that goes on alone, and may still have to take over from what the server has not seen go yet. */
  #promoted: Successor | null = null;

  constructor(successors: ExpectedSuccessors, tell: StreamTeller) {
    this.#successors = successors;
    this.#tell = tell;
  }

  observe(): Pick<ObservedStream, 'successor' | 'isRetiring'> {
    return { successor: this.#successor?.observe() ?? null, isRetiring: this.#retiring.size > 0 };
  }

  get successor(): Successor | null {
    return this.#successor;
  }

  /** Of those that are still to end, one; null when there is none. */
  get retiring(): StreamProcess | null {
    const [first] = this.#retiring;
    return first ?? null;
  }

  get isEmpty(): boolean {
    return this.#successor === null && this.#retiring.size === 0;
  }

  /** The embedded server lets one publisher take the path over from now on. */
  expect(path: string): ExpectedSuccessor {
    return this.#successors.expect(path);
  }

  begin(successor: Successor): void {
    this.#successor = successor;
  }

  /** The successor is the stream's process from now on. */
  promote(): void {
    this.#promoted = this.#successor;
    this.#successor = null;
  }

  /** @param publishing by what the embedded server knows the successors that publish */
  note(publishing: ReadonlySet<string>): void {
    if (this.#promoted !== null && publishing.has(this.#promoted.expected.id)) this.forgetPromoted();
  }

  /** It has taken over, or ended. */
  forgetPromoted(): void {
    if (this.#promoted !== null) this.#forget(this.#promoted);
    this.#promoted = null;
  }

  /** The successor is not to take over; it is asked to end if it has not. */
  drop(why: string, hasEnded = false): void {
    const successor = this.#successor;
    if (successor === null) return;
    this.#successor = null;
    this.#forget(successor);
    this.#tell.successorDropped(successor.process.run.pid, why);
    if (!hasEnded) this.retire(successor.process);
  }

  /** A process that is not the stream's any more is asked to end. */
  retire(process: StreamProcess): void {
    this.#retiring.add(process);
    process.run.stop();
  }

  ended(process: StreamProcess): void {
    this.#retiring.delete(process);
  }

  poll(): void {
    for (const process of this.#all()) process.run.poll();
  }

  async gone(): Promise<void> {
    await Promise.all(this.#all().map((process) => process.run.ended));
  }

  #all(): StreamProcess[] {
    return [...(this.#successor === null ? [] : [this.#successor.process]), ...this.#retiring];
  }

  #forget({ process, expected }: Successor): void {
    this.#successors.forget(process.assignment.spec.path, expected);
  }
}
