/** A complaint of a player about a publisher's way that is there without a server between them as well. */
export interface Quirk {
  readonly line: RegExp;
  /** A sentence for the page. */
  readonly why: string;
}

/** A cell that a program cannot fill: a fact, since the program is asked to and has to say so itself. */
export interface Refusal {
  /** What its output has. */
  readonly says: RegExp;
  /** A sentence for the page. */
  readonly why: string;
}
