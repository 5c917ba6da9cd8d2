/** A cell that a program cannot fill: a fact, since the program is asked to and has to say so itself. */
export interface Refusal {
  /** What its output has. */
  readonly says: RegExp;
  /** A sentence for the page. */
  readonly why: string;
}
